#include "store/base/json.h"
#include "store/facts/derive.h"

void
derive_clocks(struct derive *v, json_t *out)
{
	json_t *list = json_array(), *j;
	char text[WHEN_TEXT];
	struct when w;

	for (const struct clock *c = v->f->clocks; c != NULL; c = c->next) {
		w = when_of_us(c->us, c->digits);
		j = json_object();
		json_put_text(j, "kind", c->kind, &v->ok);
		json_put_text(j, "time", when_text(&w, text), &v->ok);
		json_put_text(j, "trust", "server", &v->ok);
		json_put_text(j, "record", c->source->record, &v->ok);
		json_put_text(j, "at", c->at, &v->ok);
		json_put_span(j, "raw", c->raw, &v->ok);
		json_add(list, j, &v->ok);
	}
	json_put(out, "clocks", list, &v->ok);
}

void
derive_ledger(struct derive *v, json_t *out)
{
	json_t *j = json_object();

	json_put_int(j, "not_read", (int64_t)v->f->not_read, &v->ok);
	json_put_int(j, "not_kept", (int64_t)v->f->not_kept, &v->ok);
	json_put(out, "completeness", j, &v->ok);
}
