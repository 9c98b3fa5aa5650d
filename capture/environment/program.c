#include <string.h>
#include <unistd.h>

#include <archive.h>
#include <libxml/parser.h>
#include <openssl/crypto.h>
#include <sqlite3.h>
#include <zlib.h>

#include "capture/environment/environment_internal.h"
#include "capture/net/net.h"
#include "store/base/json.h"

/* The libraries that run, which need not be those of the build. */
static json_t *
libraries(bool *ok)
{
	json_t *j = json_object();

	*ok = j != NULL && *ok;
	json_put_text(j, "libcurl", net_version_text(), ok);
	json_put_text(j, "openssl",
	    OpenSSL_version(OPENSSL_FULL_VERSION_STRING), ok);
	json_put_text(j, "libarchive", archive_version_string(), ok);
	json_put_text(j, "libxml2", xmlParserVersion, ok);
	json_put_text(j, "zlib", zlibVersion(), ok);
	json_put_text(j, "sqlite", sqlite3_libversion(), ok);
	json_put_text(j, "jansson", jansson_version_str(), ok);
	return (j);
}

json_t *
program_record(void)
{
	char path[4096];
	json_t *j = json_object();
	bool ok = j != NULL;
	ssize_t n;

	json_put_text(j, "name", "constat", &ok);
	json_put_text(j, "version", CONSTAT_VERSION, &ok);
	json_put_text(j, "compiler", __VERSION__, &ok);
	/* The file that runs, even when another has taken its name. */
	put_digest(j, "binary", "/proc/self/exe", &ok);
	n = readlink("/proc/self/exe", path, sizeof(path) - 1);
	if (n > 0) {
		path[n] = '\0';
		json_put_text(j, "file", path, &ok);
	}
	json_put(j, "libraries", libraries(&ok), &ok);
	return (json_made(j, ok, NULL));
}
