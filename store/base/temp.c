#include <sys/file.h>
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/base/temp.h"

#define RANDOM	6		/* letters and digits, by mkostemps(3) */
#define SUFFIX	".tmp"

int
temp_unnamed(const char *path)
{
	char folder[PATH_MAX];
	int fd;

	if (strlen(path) >= sizeof(folder))
		return (-1);
	memcpy(folder, path, strlen(path) + 1);
	fd = open(dirname(folder), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	/* It gets its name by way of /proc. */
	if (fd >= 0 && access("/proc/self/fd", X_OK) != 0) {
		(void)close(fd);
		fd = -1;
	}
	return (fd);
}

int
temp_link(int fd, const char *path, struct error *e)
{
	char self[32];

	(void)snprintf(self, sizeof(self), "/proc/self/fd/%d", fd);
	if (linkat(AT_FDCWD, self, AT_FDCWD, path, AT_SYMLINK_FOLLOW) == 0)
		return (0);
	if (errno == EEXIST)
		return (error_set(e, ERR_EXISTS, "%s exists", path));
	return (error_sys(e, "cannot name %s", path));
}

int
temp_open(const char *path, char temp[static PATH_MAX], struct error *e)
{
	int fd, n;

	n = snprintf(temp, PATH_MAX, "%s.XXXXXX" SUFFIX, path);
	if (n < 0 || n >= PATH_MAX) {
		temp[0] = '\0';
		return (error_set(e, ERR_INPUT, "path too long: %s", path));
	}
	if ((fd = mkostemps(temp, (int)strlen(SUFFIX), O_CLOEXEC)) < 0) {
		temp[0] = '\0';
		return (error_sys(e, "cannot write beside %s", path));
	}
	/* Where nothing can be locked nothing is cleared. */
	(void)flock(fd, LOCK_EX | LOCK_NB);
	return (fd);
}

size_t
temp_for(const char *name)
{
	size_t n = strlen(name), i;
	const char *at;

	if (n < 2 + RANDOM + strlen(SUFFIX) ||
	    strcmp(name + n - strlen(SUFFIX), SUFFIX) != 0)
		return (0);
	n -= strlen(SUFFIX) + RANDOM + 1;
	at = name + n;
	if (*at++ != '.')
		return (0);
	for (i = 0; i < RANDOM; i++)
		if (strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwx"
		    "yz0123456789", at[i]) == NULL)
			return (0);
	return (n);
}

int
temp_clear(const char *path, struct error *e)
{
	struct stat st;
	int fd, rc = 0;

	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0)
		return (errno == ENOENT || errno == ELOOP ? 0 :
		    error_sys(e, "cannot open %s", path));
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    flock(fd, LOCK_EX | LOCK_NB) == 0)
		rc = unlink(path) == 0 ? 1 : errno == ENOENT ? 0 :
		    error_sys(e, "cannot remove %s", path);
	(void)close(fd);
	return (rc);
}
