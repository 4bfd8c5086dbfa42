import { accountName } from "@partyline/shared/protocol/ids";
import { expect, test } from "vitest";
import type { Call } from "./calls.ts";
import { systemClock } from "./clock.ts";
import { memoryCredentials } from "./credentials.ts";
import { RequestError } from "./errors.ts";
import { logIn, maxOwnRooms } from "./handshake.ts";
import { createSecret } from "./sign-in.ts";

const ann = accountName.parse("ann");
const who = {
	name: ann,
	credentials: memoryCredentials(),
	clock: systemClock,
	auth: ["guest"],
	server: "chat.example.org",
	secret: createSecret(undefined),
	isEncrypted: false,
	onSignedOut: () => {},
};

/** As if on a disk that other processes use too. */
const sharedCredentials = () => ({ ...memoryCredentials(), areShared: true });

/** A server that refuses every token with `code`. */
function refusing(code: string) {
	const credentials = memoryCredentials();
	credentials.keep("kept");
	const call = (async (_: "login", params: { token?: string }) => {
		if (params.token !== undefined) throw new RequestError(code, "no");
		return { account: ann, name: "ann", role: "guest", rooms: [] };
	}) as unknown as Call;
	return { login: logIn(call, { ...who, credentials }), credentials };
}

test.each(["token_invalid", "invalid_params"])(
	"a token refused with %s is dropped, and the guest let in anew",
	async (code) => {
		const { login, credentials } = refusing(code);
		expect((await login).account).toBe("ann");
		expect(credentials.token()).toBeUndefined();
	},
);

test("a token is kept when something else is wrong", async () => {
	const { login, credentials } = refusing("storage_unavailable");
	await expect(login).rejects.toBeInstanceOf(RequestError);
	expect(credentials.token()).toBe("kept");
});

const admitted = { account: ann, name: "ann", role: "guest", rooms: [] };

test("a name that another process of ours has taken meanwhile is ours by its token", async () => {
	const credentials = sharedCredentials();
	const call = (async (_: "login", params: { token?: string }) => {
		if (params.token === "of the other") return admitted;
		credentials.keep("of the other");
		throw new RequestError("name_taken", "That name is in use.");
	}) as unknown as Call;
	expect((await logIn(call, { ...who, credentials })).account).toBe("ann");
});

test("a token that another process was given while ours was refused stays", async () => {
	const credentials = sharedCredentials();
	credentials.keep("old");
	const asked: object[] = [];
	const call = (async (_: "login", params: { token?: string }) => {
		asked.push(params);
		if (params.token === "new") return admitted;
		credentials.keep("new");
		throw new RequestError(params.token === "old" ? "token_invalid" : "name_taken", "no");
	}) as unknown as Call;
	await logIn(call, { ...who, credentials });
	expect(asked).toEqual([{ token: "old" }, { guest: "ann" }, { token: "new" }]);
	expect(credentials.token()).toBe("new");
});

test("an account whose token is void comes in by the one that another process has kept since, and not as a guest", async () => {
	const credentials = sharedCredentials();
	credentials.keep("old", { isOfAccount: true });
	const asked: object[] = [];
	const call = (async (_: "login", params: { token?: string }) => {
		asked.push(params);
		if (params.token === "new") return admitted;
		credentials.keep("new", { isOfAccount: true });
		throw new RequestError("token_invalid", "no");
	}) as unknown as Call;
	await logIn(call, { ...who, credentials });
	expect(asked).toEqual([{ token: "old" }, { token: "new" }]);
});

test("a token that another process of ours is about to keep is waited for", async () => {
	const credentials = sharedCredentials();
	const call = (async (_: "login", params: { token?: string }) => {
		if (params.token === "of the other") return admitted;
		setTimeout(() => credentials.keep("of the other"), 20);
		throw new RequestError("name_taken", "That name is in use.");
	}) as unknown as Call;
	expect((await logIn(call, { ...who, credentials })).account).toBe("ann");
});

test("a name that somebody else has is refused as ever", async () => {
	const call = (async () => {
		throw new RequestError("name_taken", "That name is in use.");
	}) as unknown as Call;
	await expect(logIn(call, who)).rejects.toMatchObject({
		code: "name_taken",
	});
});

test("a server that says we are in rooms without end is not believed", async () => {
	const room = { kind: "public", topic: "", lastSeq: 0, members: 1, readSeq: 0 };
	let told = 0;
	const call = (async (method: string) => {
		if (method === "login") return { ...admitted, more: true };
		const rooms = Array.from({ length: 500 }, () => ({ ...room, room: `#r${told++}` }));
		return { rooms, more: true };
	}) as unknown as Call;
	await expect(logIn(call, who)).rejects.toThrow(
		`The server says that we are in more than ${maxOwnRooms} rooms.`,
	);
});
