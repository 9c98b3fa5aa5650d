#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

#include "cmd/stop.h"

/* The one thing that a signal handler can reach. */
static atomic_bool stopped;

static void
on_signal(int number)
{

	(void)number;
	atomic_store(&stopped, true);
}

const atomic_bool *
stop_begin(void)
{
	static const int numbers[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction sa = { .sa_handler = on_signal };
	size_t i;

	(void)sigemptyset(&sa.sa_mask);
	/* The second one finds the system's own handling again. */
	sa.sa_flags = (int)SA_RESETHAND | SA_RESTART;
	for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		(void)sigaction(numbers[i], &sa, NULL);
	return (&stopped);
}
