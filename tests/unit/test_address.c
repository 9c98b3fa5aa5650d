#include <arpa/inet.h>
#include <netinet/in.h>

#include "capture/address/address.h"
#include "tests/unit/unit.h"

static bool
public_text(const char *text)
{
	struct sockaddr_in in = { .sin_family = AF_INET };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };
	struct sockaddr_storage ss;

	memset(&ss, 0, sizeof(ss));
	if (inet_pton(AF_INET, text, &in.sin_addr) == 1)
		memcpy(&ss, &in, sizeof(in));
	else {
		assert_int_equal(inet_pton(AF_INET6, text, &in6.sin6_addr), 1);
		memcpy(&ss, &in6, sizeof(in6));
	}
	return (address_public((const struct sockaddr *)&ss));
}

static void
test_address__refused(void **state)
{
	static const char *const all[] = {
		"0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255",
		"100.64.0.1", "100.127.255.255", "127.0.0.1", "127.9.9.9",
		"169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8",
		"192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1",
		"198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1",
		"239.255.255.250", "240.0.0.1", "255.255.255.255",
		"::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
		"::127.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b:1::1", "100::1",
		"2001::1", "2001:db8::1", "2002:7f00:1::1", "2002:c0a8:101::1",
		"3fff::1", "fc00::1", "fd12:3456::1", "fe80::1", "fec0::1",
		"ff02::1", "4000::1"
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		if (public_text(all[i]))
			fail_msg("%s was let through", all[i]);
	}
}

static void
test_address__allowed(void **state)
{
	static const char *const all[] = {
		"1.1.1.1", "9.255.255.255", "11.0.0.1", "100.63.255.255",
		"100.128.0.1", "126.255.255.255", "128.0.0.1", "172.15.0.1",
		"172.32.0.1", "192.0.1.1", "192.167.0.1", "198.17.0.1",
		"198.20.0.1", "223.255.255.255", "2606:4700::1111",
		"2a00:1450:4007::8", "2001:4860:4860::8888",
		"::ffff:93.184.216.34", "64:ff9b::93.184.216.34",
		"2002:5db8:d822::1"
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		if (!public_text(all[i]))
			fail_msg("%s was refused", all[i]);
	}
}

static void
test_host__names(void **state)
{

	(void)state;
	assert_true(address_host_private(span_of("localhost")));
	assert_true(address_host_private(span_of("LOCALHOST")));
	assert_true(address_host_private(span_of("localhost.")));
	assert_true(address_host_private(span_of("a.localhost")));
	assert_true(address_host_private(span_of("127.0.0.1")));
	assert_true(address_host_private(span_of("[::1]")));
	assert_true(address_host_private(span_of("fe80::1%eth0")));
	assert_false(address_host_private(span_of("example.org")));
	assert_false(address_host_private(span_of("localhost.example.org")));
	assert_false(address_host_private(span_of("notlocalhost")));
	assert_false(address_host_private(span_of("93.184.216.34")));
	assert_false(address_host_private(span_of("[2606:4700::1111]")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_address__refused),
		cmocka_unit_test(test_address__allowed),
		cmocka_unit_test(test_host__names)
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
