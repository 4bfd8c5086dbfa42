/** Every room with its head. It is found in the index, so that an append need not touch its room's row; `floor` holds it once everything is trimmed. */
export const selectRooms = `
	SELECT id, name, kind, topic, state, floor, max(floor, coalesce(
		(SELECT max(seq) FROM events WHERE room = rooms.id), 0)) AS head
	FROM rooms ORDER BY id`;
