#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include <openssl/crypto.h>

#include "cmd/ask.h"
#include "cmd/say.h"
#include "store/base/io.h"
#include "store/base/limits.h"

#define LINE_BYTES	1024

bool
ask_there(void)
{
	int fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);

	if (fd < 0)
		return (false);
	(void)close(fd);
	return (true);
}

/* One line without its end; -1 at the end of input. */
static ssize_t
read_line(int fd, char line[static LINE_BYTES])
{
	size_t n = 0;
	ssize_t got;

	while (n < LINE_BYTES) {
		got = read(fd, line + n, 1);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return (-1);
		if (line[n] == '\n')
			return ((ssize_t)n);
		n++;
	}
	return (-1);
}

static int
ask_line(int fd, const char *prompt, char line[static LINE_BYTES],
    ssize_t *n, struct error *e)
{
	struct termios was, quiet;
	int rc = -1;

	if (tcgetattr(fd, &was) != 0)
		return (error_sys(e, "terminal"));
	quiet = was;
	quiet.c_lflag &= (tcflag_t)~(ECHO);
	if (io_write(fd, prompt, strlen(prompt), e) != 0)
		return (-1);
	if (tcsetattr(fd, TCSAFLUSH, &quiet) != 0)
		return (error_sys(e, "terminal"));
	if ((*n = read_line(fd, line)) < 0)
		(void)error_set(e, ERR_CANCELED, "no passphrase was typed");
	else
		rc = 0;
	(void)tcsetattr(fd, TCSAFLUSH, &was);
	(void)io_write(fd, "\n", 1, NULL);
	return (rc);
}

/* What to ask for, in ${out}. */
static const char *
question(const char *whose, bool new_one, struct buf *out)
{
	char *safe;

	if (whose == NULL)
		return (new_one ? _("Passphrase for the new keys (empty: one "
		    "is made and kept in a file): ") :
		    _("Passphrase of the keys: "));
	safe = say_safe(whose);
	buf_printf(out, new_one ? _("New passphrase of %s (empty: one is made "
	    "and kept in a file): ") : _("Passphrase of %s: "),
	    safe != NULL ? safe : "?");
	free(safe);
	return (buf_str(out));
}

int
ask_passphrase(const char *whose, bool new_one, struct buf *out,
    struct error *e)
{
	struct buf text = BUF_INIT(4 * KIB);
	char one[LINE_BYTES], two[LINE_BYTES];
	ssize_t n = 0, m = 0;
	int fd, rc = -1;

	fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return (error_set(e, ERR_CANCELED,
		    "no terminal to ask for the passphrase"));
	if (ask_line(fd, question(whose, new_one, &text), one, &n, e) != 0)
		goto out;
	if (new_one && n > 0 &&
	    ask_line(fd, _("The same again: "), two, &m, e) != 0)
		goto out;
	if (new_one && n > 0 && (n != m ||
	    CRYPTO_memcmp(one, two, (size_t)n) != 0)) {
		(void)error_set(e, ERR_INPUT, "the two passphrases differ");
		goto out;
	}
	buf_put(out, one, (size_t)n);
	rc = buf_ok(out, e);
out:
	OPENSSL_cleanse(one, sizeof(one));
	OPENSSL_cleanse(two, sizeof(two));
	(void)close(fd);
	buf_free(&text);
	return (rc);
}

int
ask_text(const char *prompt, struct buf *out, struct error *e)
{
	char line[LINE_BYTES];
	ssize_t n = -1;
	int fd;

	fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return (error_set(e, ERR_CANCELED, "no terminal to ask at"));
	if (io_write(fd, prompt, strlen(prompt), e) == 0 &&
	    (n = read_line(fd, line)) < 0)
		(void)error_set(e, ERR_CANCELED, "nothing was typed");
	(void)close(fd);
	if (n < 0)
		return (-1);
	buf_putspan(out, span_trim((struct span){ (const uint8_t *)line,
	    (size_t)n }));
	return (buf_ok(out, e));
}

static int
ask(void *ctx, const char *whose, bool new_one, struct buf *out,
    struct error *e)
{

	(void)ctx;
	return (ask_passphrase(whose, new_one, out, e));
}

const struct home_asker ask_for_home = { .ask = ask, .ctx = NULL };
