import type { Account } from "@partyline/server/ports";
import { accountName, seq as seqOf } from "@partyline/shared/protocol/ids";
import { expect, test } from "vitest";
import { ann, bob, general, make } from "../support/drafts.ts";
import { guest, label, wanted } from "./newcomers.ts";
import type { Current, Reopen } from "./store.ts";

/** What a store promises of accounts: one of a name, kept as it was set until it is forgotten. */
export function accountTests(current: Current, reopen: Reopen): void {
	test("a guest is found by any spelling of their name, also after a restart", async () => {
		expect(await current().accounts.add(guest(ann))).toEqual(guest(ann));
		const { accounts } = await reopen();
		expect(await accounts.find("aNN")).toEqual(guest(ann));
		expect(await accounts.find("anna")).toBeUndefined();
		expect(await accounts.all()).toEqual([guest(ann)]);
	});

	test("a guest who is there already stays as they are", async () => {
		const { accounts } = current();
		const other: Account = { ...guest(accountName.parse("ANN"), "Other"), role: "owner" };
		const added = await Promise.all([accounts.add(guest(ann)), accounts.add(other)]);
		expect(added).toEqual([guest(ann), guest(ann)]);
		expect(await accounts.all()).toEqual([guest(ann)]);
	});

	test("a display name changes, the name of the account does not", async () => {
		const { accounts } = current();
		await accounts.add(guest(ann));
		await accounts.rename(ann, "Ann Lee");
		expect(await accounts.find("ann")).toEqual(guest(ann, "Ann Lee"));
		await expect(accounts.rename(bob, "Bob")).rejects.toMatchObject({ outcome: "none" });
	});

	test("an account is made of a name that nobody has, or only a guest, who is one no more", async () => {
		const { accounts } = current();
		await accounts.add(guest(ann, "Annie"));
		const asked = wanted(accountName.parse("ANN"));
		const member: Account = { ...guest(ann, "Ann"), role: "member", createdAt: asked.at };
		expect(await accounts.register(asked)).toEqual(member);
		expect(await accounts.register(wanted(ann))).toBe("name_taken");
		const admin = await accounts.register(wanted(bob, { role: "admin" }));
		expect(admin).toMatchObject({ account: bob, role: "admin" });
		const { accounts: again } = await reopen();
		expect(await again.all()).toEqual([member, admin]);
		expect(await again.passwordOf(ann)).toBe("$argon2id$of-ann");
	});

	test("of two accounts of one name at once one is made", async () => {
		const { accounts } = current();
		const made = await Promise.all([
			accounts.register(wanted(ann)),
			accounts.register(wanted(ann)),
		]);
		expect(made).toEqual([expect.objectContaining({ account: ann }), "name_taken"]);
	});

	test("a guest has no password, and a password that is taken away is gone", async () => {
		const { accounts } = current();
		await accounts.add(guest(bob));
		await accounts.register(wanted(ann));
		expect(await accounts.passwordOf(bob)).toBeUndefined();
		await accounts.setPassword(ann, "$argon2id$other");
		expect(await accounts.passwordOf(ann)).toBe("$argon2id$other");
		await accounts.setPassword(ann, undefined);
		expect(await (await reopen()).accounts.passwordOf(ann)).toBeUndefined();
	});

	test("roles and states are kept, and there are none of an account that is not there", async () => {
		const { accounts } = current();
		await accounts.register(wanted(ann));
		await accounts.setRole(ann, "owner");
		await accounts.setState(ann, "disabled");
		const { accounts: again } = await reopen();
		expect(await again.find("ann")).toMatchObject({ role: "owner", state: "disabled" });
		await expect(again.setRole(bob, "admin")).rejects.toMatchObject({ outcome: "none" });
		await expect(again.setState(bob, "active")).rejects.toMatchObject({ outcome: "none" });
	});

	test("whom one ignores is kept once each, and given by name", async () => {
		const { accounts } = current();
		await accounts.register(wanted(ann));
		const cleo = accountName.parse("Cleo");
		await accounts.setIgnored(ann, cleo, true);
		await accounts.setIgnored(ann, bob, true);
		await accounts.setIgnored(ann, bob, true);
		expect(await accounts.ignored(ann)).toEqual([bob, cleo]);
		await accounts.setIgnored(ann, cleo, false);
		const { accounts: again } = await reopen();
		expect(await again.ignored(ann)).toEqual([bob]);
		expect(await again.ignored(bob)).toEqual([]);
	});

	test("what is forgotten of an account is all that was its alone", async () => {
		const { journal, accounts } = current();
		await make(journal, general);
		await accounts.register(wanted(ann));
		await accounts.register(wanted(bob));
		for (const account of [ann, bob]) {
			await accounts.rename(account, "Somebody");
			await journal.markRead(account, general, seqOf.parse(1));
			await accounts.setIgnored(account, accountName.parse("Cleo"), true);
		}
		const [hers, his] = [
			await accounts.issueToken(ann, label),
			await accounts.issueToken(bob, label),
		];
		await accounts.forget(ann);
		const { journal: log, accounts: again } = await reopen();
		expect(await again.find("ann")).toMatchObject({ account: ann, name: ann });
		expect(await again.passwordOf(ann)).toBeUndefined();
		expect(await again.byToken(hers.token)).toBeUndefined();
		expect(await again.ignored(ann)).toEqual([]);
		expect(await log.readMarks(ann)).toEqual(new Map());
		expect(await again.find("bob")).toMatchObject({ name: "Somebody" });
		expect(await again.byToken(his.token)).toMatchObject({ account: { account: bob } });
		expect(await log.readMarks(bob)).toEqual(new Map([[general, 1]]));
		expect(await again.ignored(bob)).toHaveLength(1);
	});
}
