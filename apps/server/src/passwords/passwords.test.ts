import { describe, expect, test } from "vitest";
import { createPasswords } from "./passwords.ts";
import { parsePhc } from "./phc.ts";

const cheap = { memoryKib: 64, passes: 1, parallelism: 1 };

describe("passwords", () => {
	test("are kept as argon2id with 19 MiB, two passes and one lane, a salt of 16 bytes and a tag of 32", async () => {
		const passwords = createPasswords();
		const kept = await passwords.hash("correct battery");
		expect(kept).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
		expect(parsePhc(kept)).toMatchObject({ memoryKib: 19_456, passes: 2, parallelism: 1 });
		expect(parsePhc(kept)).toMatchObject({ salt: { length: 16 }, tag: { length: 32 } });
		expect(await passwords.verify("correct battery", kept)).toBe(true);
		expect(await passwords.verify("correct batterz", kept)).toBe(false);
	});

	test("are checked by what the string says, not by what is usual now", async () => {
		// Of the reference implementation's own tests.
		const kept =
			"$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
		expect(await createPasswords(cheap).verify("password", kept)).toBe(true);
		expect(await createPasswords(cheap).verify("Password", kept)).toBe(false);
	});

	test("are never kept twice in the same way", async () => {
		const passwords = createPasswords(cheap);
		expect(await passwords.hash("the same")).not.toBe(await passwords.hash("the same"));
	});

	test("are the same however they were composed", async () => {
		const passwords = createPasswords(cheap);
		const kept = await passwords.hash("cr\u00e8me br\u00fbl\u00e9e");
		expect(await passwords.verify("cre\u0300me bru\u0302le\u0301e", kept)).toBe(true);
	});

	test("where none is kept none is right, and neither is one that cannot be read", async () => {
		const passwords = createPasswords(cheap);
		expect(await passwords.verify("", undefined)).toBe(false);
		expect(await passwords.verify("x", "plain text")).toBe(false);
		expect(await passwords.verify("x", "$2b$12$abcdefghijklmnopqrstuv")).toBe(false);
	});

	test("whose string asks for more than a guess may cost are none that could be checked", async () => {
		const passwords = createPasswords(cheap);
		const kept = await passwords.hash("correct battery");
		for (const [from, to] of [
			["m=64", "m=99999999"],
			["m=64", "m=1"],
			["t=1", "t=0"],
			["t=1", "t=1000000"],
			["p=1", "p=0"],
			["p=1", "p=64"],
		] as const)
			expect(await passwords.verify("correct battery", kept.replace(from, to))).toBe(false);
	});

	test("of too many at once from one network some are told to come back, and the others are checked", async () => {
		const passwords = createPasswords(cheap);
		const kept = await passwords.hash("correct battery");
		const checks = Array.from({ length: 100 }, () =>
			passwords.verify("correct battery", kept, someone("192.0.2.7")),
		);
		const answers = await Promise.allSettled(checks);
		const refused = answers.filter(({ status }) => status === "rejected");
		expect(refused).toHaveLength(100 - 2 - 8);
		expect(refused[0]).toMatchObject({
			reason: { code: "rate_limited", retryAfterMs: expect.any(Number) },
		});
		for (const answer of answers)
			if (answer.status === "fulfilled") expect(answer.value).toBe(true);
		expect(await passwords.verify("correct battery", kept, someone("192.0.2.7"))).toBe(true);
	});

	test("are checked for whoever is at this machine, however many others ask", async () => {
		const passwords = createPasswords(cheap);
		const kept = await passwords.hash("correct battery");
		const order: string[] = [];
		const others = Array.from({ length: 600 }, (_, index) =>
			passwords.verify("x", kept, someone(`192.0.2.${index % 200}`)).then(
				() => order.push("other"),
				() => {},
			),
		);
		const owner = { ...someone("127.0.0.1"), isLocal: true };
		const right = Array.from({ length: 100 }, () =>
			passwords.verify("correct battery", kept, owner).then((isRight) => {
				expect(isRight).toBe(true);
				order.push("owner");
			}),
		);
		await Promise.all([...right, ...others]);
		// All but those whose work had begun, and who took the second place meanwhile, come after the owner.
		expect(order.indexOf("other", 2)).toBeGreaterThan(order.lastIndexOf("owner") - 2);
	});
});

/** Somebody from an address. */
function someone(address: string) {
	return { network: address, site: address, isLocal: false, isGone: () => false };
}
