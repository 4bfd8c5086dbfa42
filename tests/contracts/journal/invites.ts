import { accountName } from "@partyline/shared/protocol/ids";
import { expect, test } from "vitest";
import { ann, bob, general } from "../support/drafts.ts";
import { label, wanted } from "./newcomers.ts";
import type { Current, Reopen } from "./store.ts";

const hashOf = (byte: number) => new Uint8Array(32).fill(byte);

/** What a store promises of invitations: none is used more often than it may be. */
export function inviteTests(current: Current, reopen: Reopen): void {
	const usual = { uses: 2, expiresAt: 1_000, role: "member", createdAt: 1, by: ann } as const;

	test("an invitation is found by the hash of its code, and counts its uses", async () => {
		const { accounts, invites } = current();
		const made = await invites.create({ ...usual, room: general }, hashOf(1));
		expect(made).toEqual({ ...usual, id: made.id, room: general, used: 0, revoked: false });
		expect(await accounts.register(wanted(ann, { invite: hashOf(1) }))).toMatchObject({
			account: ann,
		});
		const { accounts: again, invites: stored } = await reopen();
		expect(await stored.byHash(hashOf(1))).toEqual({ ...made, used: 1 });
		expect(await stored.byHash(hashOf(2))).toBeUndefined();
		expect(await again.register(wanted(bob, { invite: hashOf(1) }))).toMatchObject({
			account: bob,
		});
		const late = wanted(accountName.parse("Cleo"), { invite: hashOf(1) });
		expect(await again.register(late)).toBe("invite_invalid");
		expect(await again.find("Cleo")).toBeUndefined();
	});

	test("the last use of one by twenty at once makes one account", async () => {
		const { accounts, invites } = current();
		await invites.create({ ...usual, uses: 1 }, hashOf(1));
		const made = await Promise.all(
			Array.from({ length: 20 }, (_, index) =>
				accounts.register(wanted(accountName.parse(`n${index}`), { invite: hashOf(1) })),
			),
		);
		expect(made.filter((one) => one === "invite_invalid")).toHaveLength(19);
		expect(await accounts.all()).toHaveLength(1);
	});

	test("one that has run out, was revoked or never was makes no account, nor does a link", async () => {
		const { accounts, invites } = current();
		await invites.create({ ...usual, expiresAt: 7 }, hashOf(1));
		const { id } = await invites.create(usual, hashOf(2));
		await accounts.register(wanted(bob));
		await invites.create({ ...usual, account: bob }, hashOf(3));
		expect(await invites.revoke(id)).toBe(true);
		expect(await invites.revoke(id)).toBe(false);
		for (const byte of [1, 2, 3, 4])
			expect(await accounts.register(wanted(ann, { invite: hashOf(byte) }))).toBe("invite_invalid");
		expect((await invites.all()).map(({ used, revoked }) => [used, revoked])).toEqual([
			[0, false],
			[0, true],
			[0, false],
		]);
	});

	test("a name that is taken leaves the invitation unused", async () => {
		const { accounts, invites } = current();
		await accounts.register(wanted(ann));
		await invites.create(usual, hashOf(1));
		expect(await accounts.register(wanted(ann, { invite: hashOf(1) }))).toBe("name_taken");
		expect(await invites.byHash(hashOf(1))).toMatchObject({ used: 0 });
	});

	test("the first account by an invitation is the owner's where there is none", async () => {
		const { accounts, invites } = current();
		expect(await accounts.register(wanted(ann))).toMatchObject({ role: "member" });
		await invites.create(usual, hashOf(1));
		const cleo = accountName.parse("Cleo");
		expect(await accounts.register(wanted(bob, { invite: hashOf(1) }))).toMatchObject({
			role: "owner",
		});
		expect(await accounts.register(wanted(cleo, { invite: hashOf(1) }))).toMatchObject({
			role: "member",
		});
	});

	test("a link sets the password of its account once, and ends its tokens", async () => {
		const { accounts, invites } = current();
		await accounts.register(wanted(ann));
		await accounts.register(wanted(bob));
		const { token } = await accounts.issueToken(ann, label);
		await invites.create({ ...usual, uses: 1, account: ann }, hashOf(1));
		const link = { invite: hashOf(1), at: 10 };
		expect(await accounts.resetPassword(bob, "$argon2id$new", link)).toBe(false);
		expect(await accounts.resetPassword(ann, "$argon2id$new", { ...link, at: 1_000 })).toBe(false);
		expect(await accounts.passwordOf(ann)).toBe("$argon2id$of-ann");
		expect(await accounts.byToken(token)).toBeDefined();
		await invites.create({ ...usual, uses: 1, account: ann }, hashOf(2));
		const both = ["$argon2id$one", "$argon2id$two"].map((one) =>
			accounts.resetPassword(ann, one, link),
		);
		expect(await Promise.all(both)).toEqual([true, false]);
		const { accounts: again } = await reopen();
		expect(await again.passwordOf(ann)).toBe("$argon2id$one");
		expect(await again.byToken(token)).toBeUndefined();
		// Another link that was made for the password of before is void with it.
		const other = { invite: hashOf(2), at: 10 };
		expect(await again.resetPassword(ann, "$argon2id$three", other)).toBe(false);
	});
}
