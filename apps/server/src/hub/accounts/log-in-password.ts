import { WireError } from "@partyline/shared/protocol/errors";
import type { AccountName } from "@partyline/shared/protocol/ids";
import { nameKey } from "@partyline/shared/text/names";
import { type Hub, orUnavailable } from "../hub.ts";
import { type Admission, type Arrival, admitDevice } from "../log-in.ts";
import { requireNotBanned } from "../order/server-bans.ts";
import type { Origin } from "./guessing.ts";
import { inNameTurn } from "./names.ts";

/** Lets in whoever knows the password of an account. */
export async function logInPassword(
	hub: Hub,
	{ account: name, password }: { readonly account: AccountName; readonly password: string },
	arrival: Arrival,
): Promise<Admission> {
	const account = hub.people.called(name)?.account;
	const kept = await requirePassword(hub, { name, account, password }, arrival.origin);
	return await inNameTurn(hub, kept.account, async () => {
		// While it was checked, somebody may have set another, or shut the account.
		const now = await orUnavailable(hub.accounts.passwordOf(kept.account));
		const known = hub.people.get(kept.account);
		if (now !== kept.hash || known === undefined) throw new WireError("wrong_password");
		if (known.state !== "active") throw new WireError("account_disabled");
		requireNotBanned(hub, { account: known.account, address: arrival.origin.address });
		return await admitDevice(hub, known, arrival);
	});
}

/** Refuses a wrong password, an unknown name and an account without a password in the same way and the same time. */
export async function requirePassword(
	hub: Hub,
	tried: { readonly name: string; readonly account: AccountName | undefined; password: string },
	origin: Origin,
): Promise<{ readonly account: AccountName; readonly hash: string }> {
	const { name, account, password } = tried;
	const succeed = hub.guessing.begin(origin, nameKey(name));
	const hash = account && (await orUnavailable(hub.accounts.passwordOf(account)));
	const isRight = await hub.passwords.verify(password, hash, origin);
	if (!isRight || account === undefined || hash === undefined)
		throw new WireError("wrong_password");
	succeed();
	return { account, hash };
}
