import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isWithin, networkText, overlap, parseNetwork } from "./network.ts";

function networkOf(written: string) {
	const parsed = parseNetwork(written);
	if (!parsed.ok) throw new Error(`${written}: ${parsed.problem}`);
	return parsed.network;
}

const octet = fc.integer({ min: 0, max: 255 });
const ipv4 = fc.tuple(octet, octet, octet, octet).map((octets) => octets.join("."));
// Few different groups, so that runs of zeros and neighbours are common.
const group = fc.constantFrom("0", "0", "1", "2001", "db8", "ffff");
const ipv6 = fc
	.array(group, { minLength: 8, maxLength: 8 })
	.map((groups) => groups.join(":"))
	.filter((address) => !/^(0:){5}ffff/.test(address));

describe("a network", () => {
	test.each([
		["203.0.113.7", "203.0.113.7/32"],
		["203.0.113.7/24", "203.0.113.0/24"],
		["::ffff:203.0.113.7/120", "203.0.113.0/24"],
		["2001:db8::1", "2001:db8::1/128"],
		["2001:DB8:0:0:1::/64", "2001:db8::/64"],
		["0:0:0:0:0:0:0:1/128", "::1/128"],
		["fe80::1%eth0/64", "fe80::/64"],
		["1:0:0:2:0:0:0:3", "1:0:0:2::3/128"],
	])("%s is read as %s", (written, shown) => {
		expect(networkText(networkOf(written))).toBe(shown);
	});

	test.each([
		"",
		"/",
		"/8",
		"ann",
		"203.0.113",
		"203.0.113.256",
		"203.0.113.07",
		"1.2.3.4/33",
		"1.2.3.4/-1",
		"1.2.3.4/",
		"::/129",
		":::",
		"1::2::3",
		"1:2:3:4:5:6:7",
		"1:2:3:4:5:6:7:8:9",
		"1:2:3:4:5:6:7::8:9",
		"g::1",
		"0.0.0.0/0",
		"::/0",
		"::ffff:0:0/96",
		"::ffff:1.2.3.4/90",
	])("%j is refused with a clause", (written) => {
		expect(parseNetwork(written)).toMatchObject({ ok: false, problem: expect.any(String) });
	});

	test("is shown so that reading it gives the same", () => {
		fc.assert(
			fc.property(fc.oneof(ipv4, ipv6), fc.integer({ min: 1, max: 128 }), (address, length) => {
				const bits = address.includes(":") ? length : Math.ceil(length / 4);
				const network = networkOf(`${address}/${bits}`);
				expect(networkOf(networkText(network))).toEqual(network);
				expect(isWithin(address, network)).toBe(true);
			}),
		);
	});

	test("of IPv4 has those addresses as a socket for both families shows them, and none of IPv6", () => {
		const network = networkOf("203.0.113.0/24");
		expect(isWithin("::ffff:203.0.113.9", network)).toBe(true);
		expect(isWithin("::ffff:cb00:7109", network)).toBe(true);
		expect(isWithin("::203.0.113.9", network)).toBe(false);
		expect(isWithin("unknown", network)).toBe(false);
	});

	test("overlaps with another when one is inside the other", () => {
		const [small, large, other] = ["127.0.0.1", "126.0.0.0/7", "128.0.0.0/1"].map(networkOf);
		expect(small && large && overlap(small, large) && overlap(large, small)).toBe(true);
		expect(small && other && overlap(small, other)).toBe(false);
	});
});
