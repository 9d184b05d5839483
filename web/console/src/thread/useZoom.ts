/** How large is a picture shown, and which part of it? The wheel and two clicks zoom, dragging moves. */

import { type PointerEvent, useRef, useState } from "react";

const MOST = 8;
const CLOSE = 2.5;
/** Of a key or a button, and of one turn of the wheel. */
const STEP = 1.25;
const TURN = 1.15;

interface View {
	scale: number;
	x: number;
	y: number;
}

const WHOLE: View = { scale: 1, x: 0, y: 0 };

export type Zoom = ReturnType<typeof useZoom>;

export function useZoom() {
	const [view, setView] = useState(WHOLE);
	const dragged = useRef<{ x: number; y: number } | null>(null);

	function by(factor: number) {
		setView((now) => {
			const scale = Math.min(MOST, Math.max(1, now.scale * factor));
			return scale === 1 ? WHOLE : { ...now, scale };
		});
	}

	function move(event: PointerEvent) {
		const from = dragged.current;
		if (!from) return;
		dragged.current = { x: event.clientX, y: event.clientY };
		const [x, y] = [event.clientX - from.x, event.clientY - from.y];
		setView((now) => (now.scale === 1 ? now : { ...now, x: now.x + x, y: now.y + y }));
	}

	return {
		closer: () => by(STEP),
		farther: () => by(1 / STEP),
		reset: () => setView(WHOLE),
		style: {
			transform: `translate(${view.x}px, ${view.y}px) scale(${view.scale})`,
			cursor: view.scale > 1 ? "grab" : "zoom-in",
		},
		area: {
			onWheel: (event: { deltaY: number }) => by(event.deltaY < 0 ? TURN : 1 / TURN),
			onDoubleClick: () => (view.scale > 1 ? setView(WHOLE) : by(CLOSE)),
			onPointerDown: (event: PointerEvent) => {
				dragged.current = { x: event.clientX, y: event.clientY };
			},
			onPointerMove: move,
			onPointerUp: () => {
				dragged.current = null;
			},
			onPointerLeave: () => {
				dragged.current = null;
			},
		},
	};
}
