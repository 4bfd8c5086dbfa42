import { describe, expect, test } from "vitest";
import { z } from "zod";
import { methods } from "./methods.ts";
import { problemOf } from "./problem.ts";

function problem(schema: z.ZodType, value: unknown): string {
	const { error } = schema.safeParse(value);
	return error === undefined ? "none" : problemOf(error);
}

describe("problemOf", () => {
	test("says where, then what", () => {
		expect(problem(methods.history.params, { room: "#general", limit: 0 })).toMatch(/^limit: .*1$/);
		expect(problem(z.string(), 7)).toMatch(/^expected string/);
	});

	test("of a choice tells the one rule that stands in the way", () => {
		const login = methods.login.params;
		expect(problem(login, { guest: "an n" })).toBe(
			'guest: An account name may have letters, digits, "_", "-" and "."; this one has a space',
		);
		expect(problem(methods.create.params, { with: ["ok", "an n"] })).toMatch(
			/^with\.1: An account/,
		);
		expect(problem(login, { guest: 7 })).toMatch(/^give \{"guest": NAME\}/);
		expect(problem(login, {})).toMatch(/^give \{"guest": NAME\}/);
	});

	test("is short whatever the peer named its members", () => {
		const key = "\u{1f600}".repeat(30_000);
		const told = problem(methods.sync.params, { rooms: { [`x${key}`]: -1 } });
		expect(told.length).toBeLessThan(200);
		expect(told.isWellFormed()).toBe(true);
	});
});
