import { describe, expect, test } from "vitest";
import {
	errorEnvelope,
	idOf,
	notificationEnvelope,
	parseRequest,
	parseServerFrame,
	requestEnvelope,
	resultEnvelope,
} from "./envelope.ts";
import { errors, toErrorObject, WireError } from "./errors.ts";

describe("a request", () => {
	test("is read with its id, and with no params as with empty ones", () => {
		expect(parseRequest({ ...requestEnvelope(1, "ping", {}) })).toEqual({
			id: 1,
			method: "ping",
			params: {},
		});
		expect(parseRequest({ jsonrpc: "2.0", id: "a", method: "ping" })?.params).toEqual({});
	});

	test("without an id is a notification, which nobody answers", () => {
		expect(parseRequest({ jsonrpc: "2.0", method: "ping" })).toBeUndefined();
	});

	test.each<[object, RegExp]>([
		[{ id: 1, method: "ping" }, /"jsonrpc":"2\.0"/],
		[{ jsonrpc: "2.0", id: 1 }, /"method", a string/],
		[{ jsonrpc: "2.0", id: 1, method: "ping", params: [] }, /"params" must be an object/],
		[{ jsonrpc: "2.0", id: null, method: "ping" }, /"id" must be a string/],
		[{ jsonrpc: "2.0", id: 1.5, method: "ping", params: {} }, /"id" must be a string/],
	])("%j is refused with a sentence that names what is wrong", (value, sentence) => {
		expect(() => parseRequest({ ...value })).toThrow(sentence);
	});

	test("that is refused can still be named by its id, if that is one", () => {
		expect(idOf({ id: 7, method: 1 })).toBe(7);
		expect(idOf({ id: "x".repeat(65) })).toBeNull();
		expect(idOf({})).toBeNull();
	});
});

describe("a frame of a server", () => {
	test("comes back as what it was made of", () => {
		const error = toErrorObject(new WireError("rate_limited", { retryAfterMs: 5 }));
		expect(parseServerFrame({ ...resultEnvelope(1, { a: 1 }) })).toEqual({
			type: "result",
			id: 1,
			result: { a: 1 },
		});
		expect(parseServerFrame({ ...errorEnvelope(null, error) })).toEqual({
			type: "error",
			id: null,
			error: {
				code: errors.rate_limited.number,
				message: errors.rate_limited.message,
				data: { code: "rate_limited", retryAfterMs: 5 },
			},
		});
		expect(parseServerFrame({ ...notificationEnvelope("bye", { reason: "x" }) })).toEqual({
			type: "notification",
			method: "bye",
			params: { reason: "x" },
		});
	});

	test("that is none of the three is passed over", () => {
		for (const value of [{}, { id: 1 }, { result: 1 }, { error: "x", id: 1 }, { method: 5 }])
			expect(parseServerFrame({ ...value })).toBeUndefined();
	});
});

describe("the error catalogue", () => {
	test("has sentences for people and one number for each code of our own", () => {
		const own = Object.values(errors).filter(({ number }) => number > -32_100);
		expect(new Set(own.map(({ number }) => number)).size).toBe(own.length);
		for (const { message } of Object.values(errors)) expect(message).toMatch(/^[A-Za-z].*\.$/);
	});
});
