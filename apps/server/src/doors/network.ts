/**
 * Whom an address belongs to, as far as an address tells: an IPv4 address one machine or home, an IPv6
 * address the site that has the /64 around it and may use any of its 2^64 addresses.
 */
export function networkOf(address: string): string {
	return prefixOf(address, 4);
}

/** The largest network that one customer is usually given: of IPv6 a /48, in which there are 65,536 of `networkOf`. */
export function siteOf(address: string): string {
	return prefixOf(address, 3);
}

function prefixOf(address: string, length: number): string {
	if (!address.includes(":") || address.includes(".")) return address.replace(/^::ffff:/, "");
	const [head = "", tail] = address.replace(/%.*$/, "").split("::");
	const first = head === "" ? [] : head.split(":");
	const last = tail === undefined || tail === "" ? [] : tail.split(":");
	const middle = tail === undefined ? 0 : 8 - first.length - last.length;
	const groups = [...first, ...Array<string>(Math.max(0, middle)).fill("0"), ...last];
	return groups.slice(0, length).join(":");
}
