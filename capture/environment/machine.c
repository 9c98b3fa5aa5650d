#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "capture/environment/environment_internal.h"
#include "store/base/io.h"
#include "store/base/json.h"
#include "store/base/time.h"

#define DMI	"/sys/class/dmi/id/"

/* The value of a KEY=value line of os-release, quotes taken off. */
static void
put_os_field(json_t *j, const char *key, struct span file, const char *name,
    bool *ok)
{
	struct span line, value;
	size_t n = strlen(name);

	while (span_line(&file, &line)) {
		if (!span_starts(line, name) || line.n <= n ||
		    line.p[n] != '=')
			continue;
		value = span_trim(span_sub(line, n + 1, line.n));
		if (value.n >= 2 && (value.p[0] == '"' ||
		    value.p[0] == '\'') && value.p[value.n - 1] == value.p[0])
			value = span_sub(value, 1, value.n - 2);
		json_put_span(j, key, value, ok);
		return;
	}
}

/* When a file last changed: what the last update of packages left behind. */
static void
put_changed(json_t *j, const char *key, const char *path, bool *ok)
{
	struct stat st;

	if (stat(path, &st) == 0)
		json_put_time(j, key, (int64_t)st.st_mtim.tv_sec * 1000, ok);
}

static json_t *
os_record(bool *ok)
{
	struct buf text = BUF_INIT(64 * KIB);
	struct utsname u;
	json_t *j = json_object();

	*ok = j != NULL && *ok;
	if (read_text("/etc/os-release", &text) ||
	    read_text("/usr/lib/os-release", &text)) {
		put_os_field(j, "name", buf_span(&text), "PRETTY_NAME", ok);
		put_os_field(j, "id", buf_span(&text), "ID", ok);
		put_os_field(j, "version", buf_span(&text), "VERSION_ID", ok);
	}
	put_file(j, "debian_version", "/etc/debian_version", ok);
	put_changed(j, "packages_changed", "/var/lib/dpkg/status", ok);
	if (uname(&u) == 0) {
		json_put_text(j, "kernel", u.sysname, ok);
		json_put_text(j, "kernel_release", u.release, ok);
		json_put_text(j, "kernel_version", u.version, ok);
		json_put_text(j, "architecture", u.machine, ok);
	}
	buf_free(&text);
	return (j);
}

static void
put_cpu(json_t *j, bool *ok)
{
	struct buf text = BUF_INIT(FILE_READ_MAX);
	struct span rest, line;
	ptrdiff_t colon;

	read_text("/proc/cpuinfo", &text);
	rest = buf_span(&text);
	while (span_line(&rest, &line)) {
		colon = span_find(line, ':');
		if (!span_starts(line, "model name") || colon < 0)
			continue;
		json_put_span(j, "cpu", span_trim(span_sub(line,
		    (size_t)colon + 1, line.n)), ok);
		break;
	}
	json_put_int(j, "cpus", sysconf(_SC_NPROCESSORS_ONLN), ok);
	buf_free(&text);
}

static void
put_zone(json_t *j, bool *ok)
{
	char path[512];
	const char *zone = getenv("TZ");
	const char *cut;
	time_t now = (time_t)(time_now() / 1000);
	struct tm tm;
	ssize_t n;

	if (zone == NULL || zone[0] == '\0') {
		n = readlink("/etc/localtime", path, sizeof(path) - 1);
		path[n > 0 ? n : 0] = '\0';
		cut = strstr(path, "zoneinfo/");
		zone = cut != NULL ? cut + 9 : NULL;
	}
	json_put_text(j, "time_zone", zone, ok);
	if (localtime_r(&now, &tm) == NULL)
		return;
	json_put_text(j, "time_zone_abbreviation", tm.tm_zone, ok);
	json_put_int(j, "utc_offset_s", tm.tm_gmtoff, ok);
}

static void
put_locale(json_t *j, bool *ok)
{
	static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG",
	    "LANGUAGE" };
	json_t *l = json_object();
	size_t i;

	*ok = l != NULL && *ok;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		json_put_text(l, names[i], getenv(names[i]), ok);
	json_put(j, "locale", l, ok);
}

/* Signature files of the scanner that Debian has. */
static void
put_antivirus(json_t *j, bool *ok)
{
	static const char *const files[] = { "/var/lib/clamav/daily.cld",
	    "/var/lib/clamav/daily.cvd", "/var/lib/clamav/main.cvd" };
	json_t *a = json_object();
	size_t i;
	bool found = false;

	*ok = a != NULL && *ok;
	for (i = 0; i < sizeof(files) / sizeof(files[0]) && !found; i++) {
		if (access(files[i], F_OK) != 0)
			continue;
		found = true;
		json_put_text(a, "product", "ClamAV", ok);
		put_changed(a, "signatures", files[i], ok);
	}
	json_put_bool(a, "found", found, ok);
	json_put_text(a, "looked_for", "ClamAV", ok);
	json_put(j, "antivirus", a, ok);
}

json_t *
machine_record(void)
{
	char host[256] = "";
	json_t *j = json_object();
	bool ok = j != NULL;

	if (gethostname(host, sizeof(host) - 1) == 0)
		json_put_text(j, "host", host, &ok);
	put_file(j, "vendor", DMI "sys_vendor", &ok);
	put_file(j, "model", DMI "product_name", &ok);
	put_file(j, "model_version", DMI "product_version", &ok);
	put_file(j, "serial", DMI "product_serial", &ok);
	put_file(j, "bios", DMI "bios_version", &ok);
	put_cpu(j, &ok);
	json_put(j, "os", os_record(&ok), &ok);
	put_zone(j, &ok);
	put_locale(j, &ok);
	put_antivirus(j, &ok);
	return (json_made(j, ok, NULL));
}
