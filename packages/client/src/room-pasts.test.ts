import { cursor, roomName } from "@partyline/shared/protocol/ids";
import { expect, test } from "vitest";
import { maxOwnRooms } from "./handshake.ts";
import { RoomPasts } from "./room-pasts.ts";

const general = roomName.parse("#general");

function joined(lastSeq: number, room = general) {
	const seqs = { lastSeq: cursor.parse(lastSeq), readSeq: cursor.parse(0) };
	return { room, kind: "public", topic: "", members: 1, ...seqs } as const;
}

test.each([
	["a new one from its backlog on, and says so", { lastSeq: 9, start: 5, isReset: true }],
	["a new one that is shorter from its start on", { lastSeq: 3, start: 0, isReset: false }],
	["one that goes on where it was", { seen: 2, lastSeq: 9, start: 2, isReset: false }],
	["one that was left after what was seen", { left: 7, lastSeq: 9, start: 7, isReset: false }],
	["one left long ago from its backlog on", { left: 2, lastSeq: 9, start: 5, isReset: true }],
	["one that is shorter than before anew", { seen: 7, lastSeq: 3, start: 0, isReset: true }],
	["one left that is shorter now anew", { left: 7, lastSeq: 3, start: 0, isReset: true }],
])("with a backlog of 4 a room begins: %s", (_, past) => {
	const { seen, left, lastSeq, start, isReset } = { seen: undefined, left: undefined, ...past };
	const pasts = new RoomPasts();
	if (left !== undefined) pasts.putLeft(general, cursor.parse(left));
	const known = seen === undefined ? undefined : cursor.parse(seen);
	const wentBack = (seen ?? left ?? 0) > lastSeq;
	expect(pasts.startOf(joined(lastSeq), known, 4)).toEqual({ cursor: start, isReset, wentBack });
});

test("of rooms left without end the oldest are forgotten", () => {
	const pasts = new RoomPasts();
	pasts.putLeft(general, cursor.parse(5));
	for (let n = 1; n <= maxOwnRooms; n++) pasts.putLeft(roomName.parse(`#r${n}`), cursor.parse(5));
	expect(pasts.startOf(joined(5), undefined, 3).cursor).toBe(2);
	expect(pasts.startOf(joined(5, roomName.parse("#r1")), undefined, 3).cursor).toBe(5);
});
