import { WireError } from "@partyline/shared/protocol/errors";
import type { Params } from "@partyline/shared/protocol/methods";
import { type Hub, orUnavailable } from "../hub.ts";
import { isGuest } from "../permissions.ts";
import type { Session } from "../ports.ts";
import { signOut } from "./devices.ts";
import type { Origin } from "./guessing.ts";
import { requirePassword } from "./log-in-password.ts";
import { inNameTurn } from "./names.ts";
import { requireNewPassword } from "./new-password.ts";

/** Sets another password of one's own account. */
export async function changePassword(
	hub: Hub,
	session: Session,
	wanted: Params<"password"> & { readonly origin: Origin },
): Promise<void> {
	const { account, device } = session;
	if (isGuest(hub, account))
		throw new WireError("not_allowed", {
			message: "A guest has no password; make an account of your own first.",
		});
	// First: whoever finds a window open must not learn more than whether they guessed right.
	const kept = await requirePassword(
		hub,
		{ name: account, account, password: wanted.old },
		wanted.origin,
	);
	requireNewPassword(wanted.new, account);
	const hash = await hub.passwords.hash(wanted.new, wanted.origin);
	await inNameTurn(hub, account, async () => {
		// While it was hashed, another device may have set another.
		const now = await orUnavailable(hub.accounts.passwordOf(account));
		if (now !== kept.hash) throw new WireError("wrong_password");
		await orUnavailable(hub.accounts.setPassword(account, hash));
		if (!wanted.endOthers) return;
		await orUnavailable(hub.accounts.revokeTokens(account, device));
		signOut(hub, account, (one) => one.device !== device);
	});
}
