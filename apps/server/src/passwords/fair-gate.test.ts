import { expect, test } from "vitest";
import { fairGate } from "./fair-gate.ts";

const options = { most: 1, ofNetwork: 3, ofSite: 6 };

/** A gate of which the first place is taken until `open`; what came through and what was refused, in order. */
function arrange() {
	const gate = fairGate(options);
	const passed: string[] = [];
	const refused: string[] = [];
	const first = Promise.withResolvers<void>();
	const all: Promise<unknown>[] = [gate.pass(from("first"), () => first.promise)];
	const come = (name: string, asker = from(name)): void => {
		const answer = gate.pass(asker, async () => passed.push(name));
		all.push(answer.then((place) => place === undefined && refused.push(name)));
	};
	const open = async () => {
		first.resolve();
		await Promise.all(all);
		return { passed, refused };
	};
	return { come, open };
}

function from(network: string, site = network) {
	return { network, site, isLocal: false, isGone: () => false };
}

test("networks have their turns, however many of one wait", async () => {
	const { come, open } = arrange();
	for (let count = 0; count < 3; count++) come("crowd");
	come("ann");
	come("bob");
	expect((await open()).passed).toEqual(["crowd", "ann", "bob", "crowd", "crowd"]);
});

test("of one network only some may wait, and of its site some more", async () => {
	const { come, open } = arrange();
	for (let count = 0; count < 12; count++)
		come(`net-${count % 3}`, from(`net-${count % 3}`, "site"));
	for (let count = 0; count < 4; count++) come("other");
	const { passed, refused } = await open();
	expect(refused.filter((name) => name !== "other")).toHaveLength(6);
	expect(passed.filter((name) => name === "other")).toHaveLength(3);
});

test("whoever is at this machine goes first and is never refused", async () => {
	const { come, open } = arrange();
	for (let count = 0; count < 50; count++) come(`stranger-${count}`);
	for (let count = 0; count < 20; count++) come("owner", { ...from("here"), isLocal: true });
	expect((await open()).passed.slice(0, 20)).toEqual(Array(20).fill("owner"));
});

test("nothing is done for whoever is gone when it is their turn, and their place is free at once", async () => {
	const { come, open } = arrange();
	const isHere = new Set(["ann", "bob"]);
	const guest = (name: string) => ({ ...from("cafe"), isGone: () => !isHere.has(name) });
	for (const name of ["ann", "bob", "cleo", "dan", "eve"]) come(name, guest(name));
	isHere.delete("ann");
	isHere.add("finn");
	come("finn", guest("finn"));
	isHere.delete("bob");
	const { passed, refused } = await open();
	expect(passed).toEqual(["finn"]);
	expect(refused.sort()).toEqual(["ann", "bob", "cleo", "dan", "eve"]);
});
