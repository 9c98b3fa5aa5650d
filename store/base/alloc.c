#include <malloc.h>
#include <setjmp.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>
#include <libxml/parser.h>
#include <libxml/xmlmemory.h>
#include <openssl/crypto.h>

#include "store/base/alloc.h"

/* The one variable that is not const: how many have failed in any thread. */
static atomic_ulong failed;
/* How many of them this thread has been told to forget. */
static _Thread_local unsigned long forgotten;

void
alloc_note(void)
{

	atomic_fetch_add(&failed, 1);
}

static void *
note(void *p, size_t n)
{

	if (p == NULL && n > 0)
		alloc_note();
	return (p);
}

static void *
crypto_malloc(size_t n, const char *file, int line)
{

	(void)file;
	(void)line;
	return (note(malloc(n), n));
}

static void *
crypto_realloc(void *p, size_t n, const char *file, int line)
{

	(void)file;
	(void)line;
	return (note(realloc(p, n), n));
}

static void
crypto_free(void *p, const char *file, int line)
{

	(void)file;
	(void)line;
	free(p);
}

static void *
xml_malloc(size_t n)
{

	return (note(malloc(n), n));
}

static void *
xml_realloc(void *p, size_t n)
{

	return (note(realloc(p, n), n));
}

static char *
xml_strdup(const char *s)
{

	return (note(strdup(s), 1));
}

/* In front of each of jansson's allocations: a ring of those of one call. */
struct block {
	alignas(max_align_t) struct block *next;
	struct block *prev;
};

/* A call of alloc_guard in this thread. */
struct guard {
	jmp_buf out;
	struct block ring;
};

static _Thread_local struct guard *guard;

static void
unlink_block(struct block *b)
{

	b->next->prev = b->prev;
	b->prev->next = b->next;
	b->next = b->prev = b;
}

static void *
json_malloc(size_t n)
{
	struct block *b = NULL;

	if (n <= SIZE_MAX - sizeof(*b))
		b = note(malloc(sizeof(*b) + n), sizeof(*b) + n);
	if (b == NULL) {
		if (guard != NULL)
			longjmp(guard->out, 1);
		return (NULL);
	}
	b->next = b->prev = b;
	if (guard != NULL) {
		b->next = guard->ring.next;
		b->prev = &guard->ring;
		b->next->prev = b;
		guard->ring.next = b;
	}
	return (b + 1);
}

static void
json_free_block(void *p)
{
	struct block *b = p;

	if (b == NULL)
		return;
	unlink_block(--b);
	free(b);
}

/* Apart from alloc_guard, so that no variable here changes after setjmp. */
static bool
run_guarded(struct guard *g, void (*run)(void *), void *ctx)
{

	if (setjmp(g->out) != 0)
		return (false);
	run(ctx);
	return (true);
}

bool
alloc_guard(void (*run)(void *), void *ctx)
{
	struct guard own, *outer = guard;
	struct block *b;
	bool done;

	own.ring.next = own.ring.prev = &own.ring;
	guard = &own;
	done = run_guarded(&own, run, ctx);
	guard = outer;
	while ((b = own.ring.next) != &own.ring) {
		unlink_block(b);
		if (!done)
			free(b);
	}
	return (done);
}

int
alloc_watch(void)
{

	/* Large buffers go back to the system when they are freed; by itself
	 * the limit rises with the first of them. */
	(void)mallopt(M_MMAP_THRESHOLD, 1 << 20);
	json_set_alloc_funcs(json_malloc, json_free_block);
	if (xmlMemSetup(free, xml_malloc, xml_realloc, xml_strdup) != 0)
		return (-1);
	xmlInitParser();
	return (CRYPTO_set_mem_functions(crypto_malloc, crypto_realloc,
	    crypto_free) == 1 ? 0 : -1);
}

unsigned long
alloc_failures(void)
{

	return (atomic_load(&failed));
}

bool
alloc_failed(void)
{

	return (alloc_failures() != forgotten);
}

void
alloc_forget(void)
{

	forgotten = alloc_failures();
}
