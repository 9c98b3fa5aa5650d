#include "store/atproto/data.h"
#include "store/base/codec.h"
#include "store/base/limits.h"

bool
data_link(const json_t *j, struct cid *out)
{
	const char *s = json_string_value(json_object_get(j, "$link"));

	return (s != NULL && json_object_size(j) == 1 &&
	    cid_parse(span_of(s), out));
}

bool
data_unbase64(struct span s, struct buf *out, struct error *e)
{
	struct buf text = BUF_INIT(2 * MIB);
	struct error why = ERROR_INIT;
	size_t i;
	bool ok;

	for (i = 0; i < s.n; i++)
		buf_putc(&text, s.p[i] == '-' ? '+' : s.p[i] == '_' ? '/' :
		    s.p[i]);
	while (text.failed == ERR_NONE && text.n % 4 != 0)
		buf_putc(&text, '=');
	ok = buf_ok(&text, &why) == 0 &&
	    codec_unbase64(out, buf_span(&text), &why) == 0;
	buf_free(&text);
	if (why.code == ERR_NOMEM)
		(void)error_nomem(e);
	return (ok);
}

bool
data_bytes(const json_t *j, struct buf *out, struct error *e)
{
	const json_t *v = json_object_get(j, "$bytes");

	return (json_object_size(j) == 1 && json_is_string(v) &&
	    data_unbase64((struct span){
	    (const uint8_t *)json_string_value(v), json_string_length(v) },
	    out, e));
}
