// SPDX-License-Identifier: GPL-2.0-or-later
// What all pages share: the theme, tables that sort, and unfolding what a link leads to.
"use strict";

(() => {
	const root = document.documentElement;
	const names = ["auto", "light", "dark"];

	// A page opened from a file may have no storage; the theme is then for this visit.
	const stored = () => {
		try {
			return localStorage.getItem("kharness-theme");
		} catch {
			return null;
		}
	};
	const store = (name) => {
		try {
			localStorage.setItem("kharness-theme", name);
		} catch {
			return;
		}
	};

	const apply = (name) => {
		if (name === "auto")
			delete root.dataset.theme;
		else
			root.dataset.theme = name;
	};

	const theme_button = () => {
		const button = document.getElementById("theme");
		const show = () => {
			const now = root.dataset.theme || "auto";
			button.textContent = "theme: " + now;
		};

		button.hidden = false;
		button.addEventListener("click", () => {
			const now = names.indexOf(root.dataset.theme || "auto");
			const next = names[(now + 1) % names.length];
			apply(next);
			store(next);
			show();
		});
		show();
	};

	const key = (row, i) => {
		const v = row.cells[i].dataset.v;
		return v === undefined ? row.cells[i].textContent : Number(v);
	};

	const sort = (button) => {
		const head = button.closest("th");
		const body = button.closest("table").tBodies[0];
		const up = head.getAttribute("aria-sort") !== "ascending";
		const i = head.cellIndex;
		const rows = Array.from(body.rows).sort((a, b) => {
			const x = key(a, i), y = key(b, i);
			return (x < y ? -1 : x > y ? 1 : 0) * (up ? 1 : -1);
		});

		for (const th of head.parentElement.cells)
			th.removeAttribute("aria-sort");
		head.setAttribute("aria-sort", up ? "ascending" : "descending");
		body.append(...rows);
	};

	const reveal = () => {
		let id;
		try {
			id = decodeURIComponent(location.hash.slice(1));
		} catch {
			return;
		}
		const at = id && document.getElementById(id);
		for (let fold = at; fold; fold = fold.parentElement)
			if (fold.tagName === "DETAILS")
				fold.open = true;
		if (at)
			at.scrollIntoView();
	};

	const saved = stored();
	if (names.includes(saved))
		apply(saved);
	document.addEventListener("DOMContentLoaded", () => {
		theme_button();
		for (const button of document.querySelectorAll("th button"))
			button.addEventListener("click", () => sort(button));
		window.addEventListener("hashchange", reveal);
		reveal();
	});
})();
