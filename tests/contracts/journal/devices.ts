import type { AccountName } from "@partyline/shared/protocol/ids";
import { expect, test } from "vitest";
import { ann, bob } from "../support/drafts.ts";
import { guest, label } from "./newcomers.ts";
import type { Current, Reopen } from "./store.ts";

/** What a store promises of devices: a token is its account's until it is revoked. */
export function deviceTests(current: Current, reopen: Reopen): void {
	test("a token logs in as its account until all of the account's are revoked", async () => {
		const { accounts } = current();
		await accounts.add(guest(ann));
		await accounts.add(guest(bob));
		const issue = (account: AccountName) => accounts.issueToken(account, label);
		const [first, second] = await Promise.all([issue(ann), issue(ann)]);
		const others = await issue(bob);
		expect(new Set([first.token, second.token, others.token]).size).toBe(3);
		expect(first.token).toMatch(/^[\w-]{43}$/);
		const { accounts: again } = await reopen();
		for (const { token, device } of [first, second])
			expect(await again.byToken(token)).toEqual({ account: guest(ann), device });
		await again.revokeTokens(ann);
		expect(await again.byToken(first.token)).toBeUndefined();
		expect(await again.byToken(second.token)).toBeUndefined();
		expect(await again.byToken(others.token)).toMatchObject({ account: { account: bob } });
		expect(await again.byToken("")).toBeUndefined();
	});

	test("there is no token for an account that is not there", async () => {
		const { accounts } = current();
		const [refused, added] = await Promise.allSettled([
			accounts.issueToken(bob, label),
			accounts.add(guest(ann)),
		]);
		expect(refused).toMatchObject({ reason: { name: "JournalError", outcome: "none" } });
		expect(added.status).toBe("fulfilled");
	});

	test("devices are listed in the order of their tokens, with when they were seen last", async () => {
		const { accounts } = current();
		await accounts.add(guest(ann));
		const laptop = await accounts.issueToken(ann, label);
		const phone = await accounts.issueToken(ann, { name: "phone", client: "test/2", at: 6 });
		expect(laptop.device).toMatch(/^[0-9a-f]{12}$/);
		await accounts.seen(ann, laptop.device, 100);
		await accounts.seen(ann, laptop.device, 50);
		await accounts.seen(bob, phone.device, 100).catch(() => {});
		const { accounts: again } = await reopen();
		expect(await again.devices(ann)).toEqual([
			{ device: laptop.device, name: "laptop", client: "test/1", createdAt: 5, seenAt: 100 },
			{ device: phone.device, name: "phone", client: "test/2", createdAt: 6, seenAt: 6 },
		]);
		expect(await again.devices(bob)).toEqual([]);
	});

	test("one device is revoked, or all but one; and only by their own account", async () => {
		const { accounts } = current();
		await accounts.add(guest(ann));
		await accounts.add(guest(bob));
		const [one, two, three] = [
			await accounts.issueToken(ann, label),
			await accounts.issueToken(ann, label),
			await accounts.issueToken(ann, label),
		];
		expect(await accounts.revoke(bob, one.device)).toBe(false);
		expect(await accounts.revoke(ann, one.device)).toBe(true);
		expect(await accounts.revoke(ann, one.device)).toBe(false);
		await accounts.revokeTokens(ann, three.device);
		expect(await accounts.byToken(two.token)).toBeUndefined();
		expect((await accounts.devices(ann)).map(({ device }) => device)).toEqual([three.device]);
	});
}
