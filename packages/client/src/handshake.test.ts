import { accountName } from "@partyline/shared/protocol/ids";
import { expect, test } from "vitest";
import type { Call } from "./calls.ts";
import { memoryCredentials } from "./credentials.ts";
import { RequestError } from "./errors.ts";
import { logIn } from "./handshake.ts";

const ann = accountName.parse("ann");

/** A server that refuses every token with `code`. */
function refusing(code: string) {
	const credentials = memoryCredentials();
	credentials.keep("kept");
	const call = (async (_: "login", params: { token?: string }) => {
		if (params.token !== undefined) throw new RequestError(code, "no");
		return { account: ann, name: "ann", role: "guest", rooms: [] };
	}) as unknown as Call;
	return { login: logIn(call, ann, credentials), credentials };
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
