import { afterEach, beforeEach, describe } from "vitest";
import { accountTests } from "./journal/accounts.ts";
import { deviceTests } from "./journal/devices.ts";
import { duplicateTests } from "./journal/duplicates.ts";
import { inviteTests } from "./journal/invites.ts";
import { logTests } from "./journal/log.ts";
import { orderTests } from "./journal/order.ts";
import { projectionTests } from "./journal/projections.ts";
import { readingTests } from "./journal/reading.ts";
import { removalTests } from "./journal/removal.ts";
import type { Store } from "./journal/store.ts";
import { searchTests } from "./search.ts";

/** A place where a store lives: opened again after it was closed, it is the same store. */
export type Place = { open(): Promise<Store>; remove(): Promise<void> };

/** Every promise of the ports of storage, for any implementation of them. */
export function describeJournal(name: string, makePlace: () => Promise<Place>): void {
	let place: Place;
	let store: Store;

	async function reopen(): Promise<Store> {
		await store.journal.close();
		store = await place.open();
		return store;
	}

	describe(name, () => {
		beforeEach(async () => {
			place = await makePlace();
			store = await place.open();
		});
		afterEach(async () => {
			await store.journal.close();
			await place.remove();
		});

		describe("the log", () => logTests(() => store, reopen));
		describe("duplicates", () => duplicateTests(() => store, reopen));
		describe("reading", () => readingTests(() => store, reopen));
		describe("projections", () => projectionTests(() => store, reopen));
		describe("removal", () => removalTests(() => store, reopen));
		describe("accounts", () => accountTests(() => store, reopen));
		describe("devices", () => deviceTests(() => store, reopen));
		describe("invitations", () => inviteTests(() => store, reopen));
		describe("order", () => orderTests(() => store, reopen));
		describe("searching", () =>
			searchTests(
				() => store.journal,
				async () => (await reopen()).journal,
			));
	});
}
