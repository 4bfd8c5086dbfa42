import { expect, test } from "vitest";
import { Heartbeat } from "./heartbeat.ts";
import { ManualClock } from "./testing/manual-clock.ts";

function arrange() {
	const clock = new ManualClock();
	const told: string[] = [];
	const heartbeat = new Heartbeat({
		clock,
		ping: () => {
			told.push("ping");
			return new Promise(() => {});
		},
		onDead: () => told.push("dead"),
	});
	heartbeat.alive();
	return { clock, told, heartbeat };
}

test("a busy line is not pinged", () => {
	const { clock, told, heartbeat } = arrange();
	for (let n = 0; n < 10; n++) {
		clock.pass(14_999);
		heartbeat.alive();
	}
	expect(told).toEqual([]);
});

test("a line that stays silent through two pings is dead", () => {
	const { clock, told } = arrange();
	clock.pass(44_999);
	expect(told).toEqual(["ping", "ping"]);
	clock.pass(1);
	expect(told).toEqual(["ping", "ping", "dead"]);
	clock.pass(600_000);
	expect(told).toHaveLength(3);
});

test("a sign of life forgives the misses", () => {
	const { clock, told, heartbeat } = arrange();
	clock.pass(30_000);
	heartbeat.alive();
	clock.pass(30_000);
	expect(told).toEqual(["ping", "ping", "ping", "ping"]);
});
