/** What argon2id needs besides the password and the salt (RFC 9106 §3.1). */
export type Cost = {
	readonly memoryKib: number;
	readonly passes: number;
	readonly parallelism: number;
};

/** A hashed password as it is kept. */
export type Hashed = Cost & { readonly salt: Buffer; readonly tag: Buffer };

// Version 19 is 1.3, the only one that RFC 9106 knows.
const phc = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

/** A hashed password as a PHC string: it says by itself how it was made. */
export function toPhc({ memoryKib, passes, parallelism, salt, tag }: Hashed): string {
	const cost = `m=${memoryKib},t=${passes},p=${parallelism}`;
	return `$argon2id$v=19$${cost}$${withoutPadding(salt)}$${withoutPadding(tag)}`;
}

/** Reads a PHC string; undefined where it is not one of argon2id that could be checked. */
export function parsePhc(text: string): Hashed | undefined {
	const found = phc.exec(text);
	if (found === null) return undefined;
	const [, memory, passes, parallelism, salt = "", tag = ""] = found;
	const hashed = {
		memoryKib: Number(memory),
		passes: Number(passes),
		parallelism: Number(parallelism),
		salt: Buffer.from(salt, "base64"),
		tag: Buffer.from(tag, "base64"),
	};
	return isBearable(hashed) ? hashed : undefined;
}

/** Whether it is as RFC 9106 §3.1 has it, and no more than a login may cost: a string may come from elsewhere. */
function isBearable({ memoryKib, passes, parallelism, salt, tag }: Hashed): boolean {
	return (
		isWithin(parallelism, 1, 16) &&
		isWithin(memoryKib, 8 * parallelism, 256 * 1024) &&
		isWithin(passes, 1, 16) &&
		isWithin(salt.length, 8, 64) &&
		isWithin(tag.length, 16, 64)
	);
}

function isWithin(value: number, least: number, most: number): boolean {
	return value >= least && value <= most;
}

function withoutPadding(bytes: Buffer): string {
	return bytes.toString("base64").replaceAll("=", "");
}
