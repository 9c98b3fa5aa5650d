#include <sys/stat.h>

#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * standalone - runs a fuzz target without libFuzzer: every file of the
 * folders given, then prefixes of it and copies with one byte changed.  The
 * same inputs come in the same order in each run.
 */
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

#define PREFIXES	64	/* cuts tried per file */
#define FLIPS		256	/* changed bytes tried per file */
#define SEED_MAX	(1024 * 1024)

static void
run_damaged(uint8_t *p, size_t n)
{
	static const uint8_t masks[] = { 0x01, 0x20, 0x80, 0xff };
	uint8_t *copy;
	size_t step, i;

	step = n / PREFIXES + 1;
	for (i = 0; i < n; i += step) {
		/* A copy of exact size, so that a read beyond it is seen. */
		if ((copy = malloc(i + 1)) == NULL)
			abort();
		memcpy(copy, p, i);
		(void)LLVMFuzzerTestOneInput(copy, i);
		free(copy);
	}
	step = n / FLIPS + 1;
	for (i = 0; i < n; i += step) {
		p[i] ^= masks[(i / step) % sizeof(masks)];
		(void)LLVMFuzzerTestOneInput(p, n);
		p[i] ^= masks[(i / step) % sizeof(masks)];
	}
}

static int
run_file(const char *path)
{
	uint8_t *p;
	size_t n;
	FILE *f;

	if ((f = fopen(path, "rb")) == NULL) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		return (-1);
	}
	if ((p = malloc(SEED_MAX)) == NULL)
		abort();
	n = fread(p, 1, SEED_MAX, f);
	fclose(f);
	if (n > 0 && n < SEED_MAX) {
		uint8_t *fit = realloc(p, n);

		if (fit != NULL)
			p = fit;
	}
	(void)LLVMFuzzerTestOneInput(p, n);
	run_damaged(p, n);
	free(p);
	return (0);
}

static int
run_folder(const char *path)
{
	struct dirent **names = NULL;
	char full[4096];
	int n, i, count = 0;

	if ((n = scandir(path, &names, NULL, alphasort)) < 0) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		return (-1);
	}
	for (i = 0; i < n; i++) {
		struct stat st;

		snprintf(full, sizeof(full), "%s/%s", path, names[i]->d_name);
		free(names[i]);
		if (stat(full, &st) != 0 || !S_ISREG(st.st_mode))
			continue;
		if (run_file(full) == 0)
			count++;
	}
	free(names);
	return (count);
}

int
main(int argc, char **argv)
{
	int i, n, total = 0;

	for (i = 1; i < argc; i++) {
		if ((n = run_folder(argv[i])) < 0)
			return (1);
		total += n;
	}
	printf("%d seeds replayed\n", total);
	/* A replay of nothing shows nothing. */
	return (total > 0 ? 0 : 1);
}
