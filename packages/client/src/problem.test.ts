import { expect, test } from "vitest";
import { ConnectionError, RequestError, StorageError } from "./errors.ts";
import { describeProblem } from "./problem.ts";

const address = { host: "chat.example", port: 7420 };

function wrapped(code: string): Error {
	const cause = Object.assign(new Error("connect failed"), { code });
	return new ConnectionError("Cannot connect.", { cause });
}

test.each([
	[
		"ECONNREFUSED",
		"Nothing is listening on chat.example:7420. Is the server running? Start one with: partylined",
	],
	["ENOTFOUND", "There is no host called chat.example. Is the name spelled right?"],
	[
		"ETIMEDOUT",
		"chat.example:7420 does not answer. Is the address right, and no firewall in between?",
	],
	["EHOSTUNREACH", "chat.example cannot be reached from here. Is this machine online?"],
	["ECONNRESET", "The connection to the server broke."],
	["EWEIRD", "Cannot talk to chat.example:7420: EWEIRD."],
])("%s is told in words", (code, sentence) => {
	expect(describeProblem(wrapped(code), address)).toBe(sentence);
});

test("a refusal is told in the server's words", () => {
	const refusal = new RequestError("name_taken", "That name is in use.");
	expect(describeProblem(refusal, address)).toBe("That name is in use.");
});

test("trouble with the own disk is not taken for trouble with the network", () => {
	const cause = Object.assign(new Error("disk I/O error"), { code: "ERR_SQLITE_ERROR" });
	const storage = new StorageError("It cannot be read from this machine's disk.", { cause });
	const connection = new ConnectionError(storage.message, { cause: storage });
	for (const error of [storage, connection])
		expect(describeProblem(error, address)).toBe("It cannot be read from this machine's disk.");
});

test("an IPv6 address is told as it is typed", () => {
	expect(describeProblem(wrapped("ECONNREFUSED"), { host: "::1", port: 1 })).toContain("[::1]:1");
});
