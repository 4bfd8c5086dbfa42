import { expect, test } from "vitest";
import { networkOf, siteOf } from "./network.ts";

test.each([
	["192.0.2.7", "192.0.2.7"],
	["::ffff:192.0.2.7", "192.0.2.7"],
	["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
	["2001:db8:1:2::6", "2001:db8:1:2"],
	["2001:db8::6", "2001:db8:0:0"],
	["fe80::1%eth0", "fe80:0:0:0"],
	["::1", "0:0:0:0"],
	["unknown", "unknown"],
])("%s counts as %s", (address, network) => {
	expect(networkOf(address)).toBe(network);
});

test("what one customer has is a /48 of IPv6, and the one address of IPv4", () => {
	expect(siteOf("2001:db8:1:2:3:4:5:6")).toBe("2001:db8:1");
	expect(siteOf("2001:db8::6")).toBe("2001:db8:0");
	expect(siteOf("::ffff:192.0.2.7")).toBe("192.0.2.7");
});
