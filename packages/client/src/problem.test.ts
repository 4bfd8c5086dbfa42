import { expect, test } from "vitest";
import { ConnectionError, RequestError, StorageError } from "./errors.ts";
import { describeProblem } from "./problem.ts";

const address = { host: "chat.example", port: 7420 };

function wrapped(code: string): Error {
	const cause = Object.assign(new Error("connect failed"), { code });
	return new ConnectionError("Cannot connect.", { cause });
}

test.each([
	["ECONNREFUSED", "Nothing is listening on chat.example. Is the server running?"],
	["ENOTFOUND", "There is no host called chat.example. Is the name spelled right?"],
	["EAI_AGAIN", "chat.example cannot be looked up. Is this machine online?"],
	["ETIMEDOUT", "chat.example does not answer. Is the address right, and no firewall in between?"],
	["EHOSTUNREACH", "chat.example cannot be reached from here. Is this machine online?"],
	["ECONNRESET", "The connection to chat.example broke."],
	["EWEIRD", "Cannot talk to chat.example: EWEIRD."],
])("%s is told in words", (code, sentence) => {
	expect(describeProblem(wrapped(code), address)).toBe(sentence);
});

test.each(["localhost", "127.0.0.1", "127.0.1.1", "::1"])(
	"who finds nothing listening on %s is told how to start a server",
	(host) => {
		const problem = describeProblem(wrapped("ECONNREFUSED"), { host, port: 7420 });
		expect(problem).toBe(`Nothing is listening on ${host}. Start a server with: partylined`);
	},
);

test("a line that falls silent is not taken for a wrong address", () => {
	const cause = Object.assign(new Error("read ETIMEDOUT"), { code: "ETIMEDOUT", syscall: "read" });
	expect(describeProblem(cause, address)).toBe("No answer from chat.example any more.");
});

test("the port is told where it is not the one that everybody has", () => {
	const problemAt = (port: number) => describeProblem(wrapped("ECONNRESET"), { ...address, port });
	expect(problemAt(7420)).toBe("The connection to chat.example broke.");
	expect(problemAt(7421)).toBe("The connection to chat.example:7421 broke.");
});

test.each(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "ETIMEDOUT", "EHOSTUNREACH", "ECONNRESET"])(
	"%s can be told from the others, with its host, in a line of 40 columns",
	(code) => {
		const seen = describeProblem(wrapped(code), address).slice(0, 40);
		expect(seen).toMatch(
			/^(?=.*chat\.example).*(listening|no host|looked up|does not answer|reached|broke)/,
		);
	},
);

test("a name that only looks like this machine is not told to start a server", () => {
	const address127 = { host: "127.example", port: 7420 };
	expect(describeProblem(wrapped("ECONNREFUSED"), address127)).toBe(
		"Nothing is listening on 127.example. Is the server running?",
	);
});

test("who spoke plainly with a server that wants TLS is told its address", () => {
	const refusal = new RequestError("tls_required", "This server takes encrypted connections only.");
	expect(describeProblem(refusal, { ...address, port: 7421 })).toBe(
		"chat.example:7421 takes encrypted connections only: partyline://chat.example:7421",
	);
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
