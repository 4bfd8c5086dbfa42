import { expect, test } from "vitest";
import type { Screen } from "../support/pty.ts";
import { FarServer, Home, passwordOf } from "./join-support.ts";

const size = { columns: 110, rows: 30 };

/** Another device of somebody, signed in by their password. */
async function deviceOf(server: FarServer, name: string, device: string): Promise<Home> {
	const home = new Home(server.machine, device);
	const key = /SHA256:\S{43}/.exec((await home.pipe(["rooms", "--server", server.url])).stderr);
	await home.pipe(["servers", "accept", server.address, `${key?.[0]}`]);
	const login = ["login", server.url, "--as", name, "--password-file", "-"];
	const { code, stderr } = await home.pipe(login, `${passwordOf(name)}\n`);
	if (code !== 0) throw new Error(stderr);
	return home;
}

async function open(home: Home): Promise<Screen> {
	const screen = home.screen([], size);
	await screen.sees("● connected");
	return screen;
}

test("two devices are one person: what is read on one is read on the other, and who leaves with one is still there", async () => {
	const server = await FarServer.start();
	const laptop = await open(await server.member("ann"));
	const phone = await open(await deviceOf(server, "ann", "phone"));
	const bob = await open(await server.member("bob"));
	bob.say("/names");
	await bob.sees(/ann/);

	for (const screen of [laptop, phone]) {
		screen.say("/join #ops");
		await screen.sees("2 #ops");
	}
	bob.say("news for general");
	await laptop.sees(/1 #general +1/);
	await phone.sees(/1 #general +1/);
	laptop.key("alt+1");
	await laptop.sees("news for general");
	await phone.losesSight(/1 #general +1/);
	phone.say("said from the phone");
	laptop.key("alt+2");
	await laptop.sees(/ann +said from the phone/);

	laptop.say("/quit");
	expect(await laptop.exited).toBe(0);
	bob.say("/whois @ann");
	await bob.sees("ann, owner of the server, here now");
	phone.say("/quit");
	await phone.exited;
	bob.say("/whois @ann");
	await bob.sees("ann, owner of the server, not here now");
});

test("a device is signed out from another one, at once, and comes back by the password", async () => {
	const server = await FarServer.start();
	const laptop = await open(await server.member("ann"));
	const home = await deviceOf(server, "ann", "phone");
	const phone = await open(home);
	laptop.say("/devices");
	await laptop.sees(/1\. .*, this one/);
	await laptop.sees(/2\. .*here now/);
	laptop.say("/devices end 2");
	await laptop.sees("Signed out:");
	await phone.sees("This device was signed out");
	await phone.sees("/login signs this device in again.");
	laptop.doesNotSee("This device was signed out");
	phone.say("/quit");
	await phone.exited;

	expect(await home.pipe(["rooms"])).toMatchObject({ code: 77 });
	const back = home.screen([], size);
	await back.hasTyped(`Password of ann at ${server.address}:`);
	back.say(passwordOf("ann"));
	await back.sees("● connected");
});
