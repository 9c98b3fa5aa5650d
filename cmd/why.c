#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "cmd/say.h"
#include "cmd/why.h"
#include "store/base/io.h"
#include "store/base/limits.h"

#define WHY_MAX		(16 * KIB)

/* A line typed at the terminal, as it is echoed. */
static int
type_line(struct buf *out, struct error *e)
{
	const char *question = _("Why? ");
	char c;
	int fd, rc = -1;

	fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return (error_set(e, ERR_INPUT,
		    "a reason is wanted: --why"));
	if (io_write(fd, question, strlen(question), e) != 0)
		goto out;
	while (read(fd, &c, 1) == 1 && c != '\n' && out->n < WHY_MAX)
		buf_putc(out, (uint8_t)c);
	rc = buf_ok(out, e);
out:
	(void)close(fd);
	return (rc);
}

int
why_get(const struct args *a, struct buf *out, struct error *e)
{
	const char *given = args_text(a, "--why");

	if (given != NULL)
		buf_puts(out, given);
	else if (type_line(out, e) != 0)
		return (-1);
	if (buf_ok(out, e) != 0)
		return (-1);
	if (span_trim(buf_span(out)).n == 0)
		return (error_set(e, ERR_INPUT, "a reason is wanted: --why"));
	if (!span_utf8(buf_span(out)))
		return (error_set(e, ERR_INPUT, "the reason is not UTF-8"));
	return (0);
}
