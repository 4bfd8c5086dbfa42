/** A range of addresses: the first `bits` of each are those of `base`. */
export type Network = {
	readonly family: 4 | 6;
	readonly base: bigint;
	readonly bits: number;
};

/** The range, or one clause that says what is wrong with it. */
export type ParsedNetwork =
	| { readonly ok: true; readonly network: Network }
	| { readonly ok: false; readonly problem: string };

const widths = { 4: 32, 6: 128 } as const;

const notAnAddress = "that is no address, and no range of addresses such as 203.0.113.0/24";

/**
 * Reads an address, or a range of them as people write it (RFC 4632 §3.1, RFC 4291 §2.3). An IPv4 address that is
 * mapped into IPv6 is one of IPv4; what lies behind the length of a range is passed over.
 */
export function parseNetwork(written: string): ParsedNetwork {
	const [, address = "", length] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(written.trim()) ?? [];
	const host = parseAddress(address);
	if (host === undefined) return { ok: false, problem: notAnAddress };
	// A length counts the bits of what was written.
	const passedOver = host.family === 4 && address.includes(":") ? 96 : 0;
	const bits = length === undefined ? host.bits : Number(length) - passedOver;
	if (bits > host.bits) return { ok: false, problem: `/${length} is longer than an address` };
	if (bits <= 0)
		return { ok: false, problem: "it has every address there is; choose a smaller range" };
	return { ok: true, network: { ...host, bits, base: firstOf(host, bits) } };
}

/** Whether an address is in a range. What is no address is in none. */
export function isWithin(address: string, network: Network): boolean {
	const host = parseAddress(address);
	return host !== undefined && isInside(host, network);
}

/** Whether two ranges have an address in common: then one is inside the other. */
export function overlap(one: Network, other: Network): boolean {
	return isInside(one, other) || isInside(other, one);
}

/** A range as it is shown and kept, the same for every way of writing it (RFC 5952). */
export function networkText({ family, base, bits }: Network): string {
	return `${family === 4 ? ipv4Text(base) : ipv6Text(base)}/${bits}`;
}

function isInside(inner: Network, { family, base, bits }: Network): boolean {
	return inner.family === family && inner.bits >= bits && firstOf(inner, bits) === base;
}

function firstOf({ family, base }: Network, bits: number): bigint {
	const rest = BigInt(widths[family] - bits);
	return (base >> rest) << rest;
}

/** One address, as the range that has only it. */
function parseAddress(written: string): Network | undefined {
	const ipv4 = parseIpv4(written);
	if (ipv4 !== undefined) return { family: 4, base: ipv4, bits: 32 };
	const ipv6 = parseIpv6(written);
	if (ipv6 === undefined) return undefined;
	// RFC 4291 §2.5.5.2: how a socket for both shows a peer of IPv4.
	if (ipv6 >> 32n === 0xffffn) return { family: 4, base: ipv6 & 0xffff_ffffn, bits: 32 };
	return { family: 6, base: ipv6, bits: 128 };
}

function parseIpv4(written: string): bigint | undefined {
	const parts = written.split(".");
	const isAddress =
		parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && +part < 256);
	return isAddress ? joined(parts.map(BigInt), 8n) : undefined;
}

function parseIpv6(written: string): bigint | undefined {
	const [head = "", tail, ...more] = written.replace(/%.*$/, "").split("::");
	if (more.length > 0) return undefined;
	const first = groupsOf(head);
	const last = groupsOf(tail ?? "");
	if (first === undefined || last === undefined) return undefined;
	const missing = 8 - first.length - last.length;
	if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
	return joined([...first, ...Array<bigint>(missing).fill(0n), ...last], 16n);
}

/** The groups of one side of an IPv6 address, of which the last may be an IPv4 address. */
function groupsOf(side: string): bigint[] | undefined {
	if (side === "") return [];
	const groups: bigint[] = [];
	const parts = side.split(":");
	for (const [index, part] of parts.entries()) {
		const ipv4 = index === parts.length - 1 ? parseIpv4(part) : undefined;
		if (ipv4 !== undefined) groups.push(ipv4 >> 16n, ipv4 & 0xffffn);
		else if (/^[0-9a-f]{1,4}$/i.test(part)) groups.push(BigInt(`0x${part}`));
		else return undefined;
	}
	return groups;
}

function joined(parts: readonly bigint[], bits: bigint): bigint {
	return parts.reduce((all, part) => (all << bits) | part, 0n);
}

function ipv4Text(base: bigint): string {
	return [24n, 16n, 8n, 0n].map((shift) => (base >> shift) & 0xffn).join(".");
}

function ipv6Text(base: bigint): string {
	const groups = Array.from({ length: 8 }, (_, index) =>
		((base >> BigInt(112 - 16 * index)) & 0xffffn).toString(16),
	).join(":");
	const runs = groups.match(/\b0(?::0)+\b/g) ?? [];
	const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), "");
	if (longest === "") return groups;
	const at = groups.search(new RegExp(`\\b${longest}\\b`));
	const head = groups.slice(0, at).replace(/:$/, "");
	const tail = groups.slice(at + longest.length).replace(/^:/, "");
	return `${head}::${tail}`;
}
