import { expect, test } from "vitest";
import { home, placeOf, serverId } from "../state/place.ts";
import { FakeClient } from "../testing/fake-client.ts";
import { clientAt, createClients } from "./clients.ts";

const work = serverId("work");

test("what any server tells is heard, of those that come later too, and of none that has gone", () => {
	const [first, second] = [new FakeClient(), new FakeClient()];
	const clients = createClients([[home, first]]);
	const heard: string[] = [];
	const end = clients.subscribe(({ type }, server) => heard.push(`${server}/${type}`));
	clients.add(work, second);
	first.tell({ type: "rooms", rooms: [] });
	second.tell({ type: "rooms", rooms: [] });
	clients.remove(work);
	second.tell({ type: "rooms", rooms: [] });
	expect(heard).toEqual(["/rooms", "work/rooms"]);
	end();
	first.tell({ type: "rooms", rooms: [] });
	expect(heard).toHaveLength(2);
});

test("a place leads to the connection of its server, and to none when that has gone", () => {
	const [first, second] = [new FakeClient(), new FakeClient()];
	const clients = createClients([
		[home, first],
		[work, second],
	]);
	expect(clientAt(clients, placeOf(work, "#general"))).toBe(second);
	expect(() => clients.add(work, new FakeClient())).toThrow("There is a connection for work");
	clients.remove(work);
	expect([...clients]).toEqual([[home, first]]);
	expect(() => clientAt(clients, placeOf(work, "#general"))).toThrow("There is no connection");
});
