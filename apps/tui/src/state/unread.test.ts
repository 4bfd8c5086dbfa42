import { expect, test } from "vitest";
import { event, events } from "../testing/samples.ts";
import { putApart } from "./apart.ts";
import { addPage } from "./gaps.ts";
import { eventKey, type Item } from "./item.ts";
import { addEvent, emptyLog, markRead, openLog, type RoomLog, resetLog } from "./room-log.ts";
import { freshOf, unreadOf } from "./unread.ts";

const bob = { mine: false, names: false, name: "bob" };

/** Read up to 100, and of what came since the last fifty messages. */
function jumped(): RoomLog {
	const read = markRead({ ...emptyLog(), lastSeq: 90 }, 100);
	return events(451, 500).reduce((log, one) => addEvent(log, one, bob), resetLog(read, 451));
}

/** Events of bob's; 250 names us, 260 is our own. */
function itemsOf(from: number, to: number): Item[] {
	return events(from, to).map((one) => ({
		kind: "event",
		key: eventKey(one),
		event: one,
		name: "bob",
		namesUs: one.seq === 250,
		mine: one.seq === 260,
	}));
}

test("what is unread and not held makes it a count and more", () => {
	expect(unreadOf(jumped())).toEqual({ unread: 50, mentions: 0, more: true });
	const whole = events(1, 3).reduce((log, one) => addEvent(log, one, bob), emptyLog());
	expect(unreadOf(whole)).toEqual({ unread: 3, mentions: 0, more: false });
	expect(unreadOf(markRead(jumped(), 500))).toEqual({ unread: 0, mentions: 0, more: false });
});

test("a page counts with what comes by it: what others wrote, and what names us", () => {
	const half = addPage(jumped(), { asked: { before: 451 }, items: itemsOf(201, 450), more: true });
	expect(unreadOf(half)).toEqual({ unread: 299, mentions: 1, more: true });
	const rest = { asked: { before: 201 }, items: itemsOf(1, 200), more: false };
	expect(unreadOf(addPage(half, rest))).toEqual({ unread: 399, mentions: 1, more: false });
});

test("what is put far from the rest counts too, and what came before is not counted again", () => {
	const apart = putApart(jumped(), itemsOf(241, 260));
	expect(unreadOf(apart)).toEqual({ unread: 69, mentions: 1, more: true });
	expect(unreadOf(putApart(apart, itemsOf(241, 260)))).toEqual(unreadOf(apart));
});

test("what the server no longer has is not waited for", () => {
	const last = { asked: { before: 451 }, items: itemsOf(441, 450), more: false };
	expect(unreadOf(addPage(jumped(), last))).toMatchObject({ unread: 60, more: false });
	const before = putApart(jumped(), itemsOf(95, 100));
	expect(unreadOf(before)).toMatchObject({ unread: 50, more: true });
	expect(unreadOf(addPage(before, last))).toMatchObject({ unread: 60, more: false });
});

test('the line "new" counts what was there when it was put there, read or not', () => {
	const opened = markRead(openLog(jumped()), 500);
	expect(freshOf(opened)).toEqual({ unread: 50, mentions: 0, more: true });
	expect(freshOf(addEvent(opened, event(501), bob))).toMatchObject({ unread: 50 });
	const whole = addPage(opened, { asked: { before: 451 }, items: itemsOf(101, 450), more: true });
	expect(freshOf(whole)).toEqual({ unread: 399, mentions: 1, more: false });
	expect(freshOf(openLog(markRead(jumped(), 500)))).toBeUndefined();
});
