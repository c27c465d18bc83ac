// SPDX-License-Identifier: GPL-2.0-or-later
// Draws the list of changes and follows the keys. Text enters the page as text only.
"use strict";

(() => {
	const {data, changes, view, empty, parse_hash, write_hash, words_of, filtered, matching,
		group_by, arrange, roots_of} = change_list;
	const tools = document.getElementById("tools");
	const list = document.getElementById("list");
	const BLOCK = 80; // rows that are drawn or put away together
	const ROW_HEIGHT = 25; // of one that was never drawn, about

	// --- drawing -----------------------------------------------------------------------------
	const el = (tag, attributes, ...children) => {
		const e = document.createElement(tag);
		for (const [name, value] of Object.entries(attributes || {}))
			if (value !== undefined && value !== false)
				e.setAttribute(name, value === true ? "" : String(value));
		e.append(...children.filter((c) => c !== null && c !== ""));
		return e;
	};
	const count = (n) => n.toLocaleString("en-US");

	// marked(text): with what the search found in it
	const marked = (text) => {
		const out = [];
		const lower = text.toLowerCase();
		const words = words_of(view.state.q).map((w) => w.replace(/^config_/, ""));
		for (let i = 0, from = 0; i <= text.length;) {
			const w = words.find((word) => word && lower.startsWith(word, i));
			if (!w && i++ < text.length)
				continue;
			out.push(text.slice(from, w ? i : text.length));
			if (w) {
				out.push(el("mark", {}, text.slice(i, i + w.length)));
				from = i += w.length;
			}
		}
		return out;
	};
	const value = (v) => el("span", {class: v ? undefined : "note"}, v || "absent");
	const values = (from, to) => [value(from), el("span", {class: "note"}, " → "), value(to)];
	const cell = (name, ...children) => el("span", {role: "gridcell", class: name},
		...children);
	const tag = (c) => {
		const colour = {weaker: "tag bad", stronger: "tag good"}[c.direction];
		if (!colour)
			return el("span", {class: "note"}, c.direction === "neutral" ? "neutral" : "");
		return el("span", {class: colour}, c.direction);
	};
	const pairs = (c) => c.sets.length === data.sets.length ? "all" :
		c.sets.length === 1 ? data.sets[c.sets[0]].pair :
			c.sets.length + " of " + data.sets.length;
	const says = (c) => c.class === "intent" ? c.why || c.prompt :
		c.class === "consequence" ? c.prompt : c.because || c.prompt;

	// at(place): "net/Kconfig:12" in the kernel's own words, or a line of a fragment
	const place = (file, line, v) => [el("code", {}, file + ":" + line),
		v ? el("code", {class: "note"}, "  " + v) : ""];
	const goto_link = (c) => el("a", {href: "#" + new URLSearchParams({at: c.name})},
		el("code", {}, c.name));
	const reference = (ref) => /^https?:\/\/[^\s"<>]+$/.test(ref) ?
		el("a", {href: ref, rel: "noreferrer noopener"}, ref) : ref;

	const causes = (c) => c.parents.flatMap((p, i) => [
		i ? (c.together ? " and " : " or ") : "", goto_link(p)]).concat(
		c.parents.length < 2 ? "" : c.together ? "; all of them are needed" :
			"; each of them suffices");

	const detail = (c) => {
		const dl = el("dl", {});
		const put = (name, ...content) => dl.append(el("dt", {}, name),
			el("dd", {}, ...content.filter((x) => x !== "" && x !== null)));
		const put_text = (name, text) => text && put(name, text);
		if ((c.from + c.to).length > 30)
			put("value", el("code", {}, ...values(c.from, c.to)));
		put_text("why", c.why);
		if (c.class === "intent")
			put("asked for by", c.owner || "no owner");
		if (c.ref)
			put("see", reference(c.ref));
		if (c.old_file)
			put("old line", ...place(c.old_file, c.old_line, c.old_value));
		if (c.new_file)
			put("new line", ...place(c.new_file, c.new_line, c.new_value));
		if (c.parents.length)
			put("follows from", ...causes(c));
		put_text("because", c.because);
		put_text("reading", c.reading);
		if (c.rules.length)
			put("rules", el("code", {}, c.rules.join("  ")));
		put_text("prompt", c.prompt);
		put_text("menu", c.menu);
		if (c.renamed)
			put("renamed", el("code", {}, c.renamed));
		if (c.old_at && c.old_at === c.new_at)
			put("defined", el("code", {}, c.new_at));
		else if (c.old_at || c.new_at)
			put("defined", el("code", {}, ...values(c.old_at, c.new_at)));
		if (data.sets.length > 1)
			put("in", c.sets.map((n) => data.sets[n].pair).join(", "));
		return el("div", {role: "gridcell", class: "detail"}, dl);
	};

	const mark = (item) => el("span", {class: "fold", "aria-hidden": "true"},
		item.c && !item.kids ? (item.open ? "−" : "·") : item.open ? "▾" : "▸");
	const draw = (item, i) => {
		const attributes = {role: "row", "data-i": i, "aria-level": item.level,
			"aria-rowindex": i + 1, "aria-expanded": String(item.open), tabindex: -1,
			class: item.heading !== undefined ? "row heading" :
				"row l" + item.level + (item.dim ? " dim" : "")};
		if (item.heading !== undefined)
			return el("div", attributes, cell("title", mark(item), item.heading, " ",
				el("small", {}, count(item.n))));
		const c = item.c;
		const e = el("div", attributes,
			cell("c name", mark(item), ...marked(c.name)),
			cell("c v", ...values(c.from, c.to)),
			cell("class", c.class, c.upstream ? el("span", {class: "note"}, " " + c.upstream) : ""),
			cell("n", ...(c.kids.length ? [el("span", {class: "words"}, "entails "),
				count(c.kids.length)] : [])),
			cell("direction", tag(c), c.severity ? el("span", {class: "note"}, " " + c.severity) : ""),
			cell("says", ...marked(says(c))));
		if (data.sets.length > 1)
			e.append(cell(pairs(c) === "all" ? "in note all" : "in note", pairs(c)));
		if (item.detail)
			e.append(detail(c));
		return e;
	};

	// --- only what is near the window is drawn ------------------------------------------------
	let current = 0;
	const blocks = () => Array.from(list.querySelectorAll(".block"));
	const fill = (block) => {
		if (block.firstChild)
			return;
		const from = Number(block.dataset.from);
		block.append(...view.items.slice(from, from + BLOCK).map((item, i) => draw(item, from + i)));
		block.style.height = "";
		const e = block.querySelector(`[data-i="${current}"]`);
		if (e)
			e.tabIndex = 0;
	};
	const put_away = (block) => {
		// the row in the tab order has to be there
		if (!block.firstChild || block.querySelector('[tabindex="0"]'))
			return;
		block.style.height = block.offsetHeight + "px";
		block.replaceChildren();
	};
	const watch = new IntersectionObserver((entries) => {
		for (const entry of entries)
			(entry.isIntersecting ? fill : put_away)(entry.target);
	}, {rootMargin: "1200px 0px"});

	const element_of = (i) => {
		const block = list.querySelector(`[data-from="${i - i % BLOCK}"]`);
		if (block)
			fill(block);
		return block && block.querySelector(`[data-i="${i}"]`);
	};
	const render = () => {
		const n = arrange();
		watch.disconnect();
		list.replaceChildren();
		list.setAttribute("aria-rowcount", view.items.length);
		current = Math.max(0, Math.min(current, view.items.length - 1));
		for (let from = 0; from < view.items.length; from += BLOCK) {
			const block = el("div", {class: "block", role: "rowgroup", "data-from": from});
			block.style.height = Math.min(BLOCK, view.items.length - from) * ROW_HEIGHT + "px";
			list.append(block);
			if (from === 0)
				fill(block);
			watch.observe(block);
		}
		if (!view.items.length)
			list.append(el("p", {class: "note"}, changes.length ?
				"No change passes all filters." : "Nothing differs."));
		show_tools(n);
	};
	const focus = (i) => {
		const old = list.querySelector('[tabindex="0"]');
		const e = element_of(i);
		if (!e)
			return;
		if (old)
			old.tabIndex = -1;
		current = i;
		e.tabIndex = 0;
		e.focus({preventScroll: true});
		e.scrollIntoView({block: "nearest"});
	};

	// --- folding, and going to a change -------------------------------------------------------
	const toggle = (i, open) => {
		const item = view.items[i];
		view.folds.set(item.key, open);
		current = i;
		view.state.at = item.c && open ? item.c.name : "";
		const top = element_of(i).getBoundingClientRect().top;
		render();
		const now = view.items.findIndex((other) => other.key === item.key);
		window.scrollBy(0, element_of(now).getBoundingClientRect().top - top);
		focus(now);
		write_hash();
	};
	const go = (name) => {
		const c = changes.find((other) => other.name === name);
		if (!c)
			return false;
		if (view.state.group === "intent" && c.parents.length)
			for (const root of roots_of(c).slice(0, 1))
				view.folds.set(root.name + " " + root.sets.join(), true);
		arrange();
		const at = view.items.find((item) => item.c === c);
		if (!at)
			return false;
		view.folds.set(at.key, true);
		render();
		const i = view.items.findIndex((item) => item.key === at.key);
		element_of(i).scrollIntoView({block: "center"});
		focus(i);
		return true;
	};

	// --- the controls ------------------------------------------------------------------------
	const controls = {};
	const update = () => {
		view.state.at = "";
		view.folds = new Map([...view.folds].filter(([key]) => key.startsWith("heading ")));
		current = 0;
		render();
		write_hash();
	};
	const choice = (key, label, first, options) => {
		const select = el("select", {"aria-label": label, id: "by-" + key},
			el("option", {value: ""}, first),
			...options.map(([v, text]) => el("option", {value: v}, text)));
		select.addEventListener("change", () => {
			view.state[key] = select.value;
			update();
		});
		controls[key] = () => { select.value = view.state[key]; };
		return select;
	};
	const switches = (key, field, label, names) => {
		const buttons = names.map((name) => {
			const b = el("button", {type: "button", "data-word": name}, name + " ",
				el("small", {}));
			b.addEventListener("click", () => {
				if (!view.state[key].delete(name))
					view.state[key].add(name);
				update();
			});
			return b;
		});
		controls[key] = () => {
			const found = group_by(matching(key), (c) => c[field]);
			for (const b of buttons) {
				const n = (found.get(b.dataset.word) || []).length;
				b.setAttribute("aria-pressed", view.state[key].has(b.dataset.word));
				b.lastChild.textContent = count(n);
				b.classList.toggle("none", n === 0);
			}
		};
		return el("span", {role: "group", "aria-label": label, class: "switches"}, ...buttons);
	};

	const menu_options = () => {
		const found = new Map();
		for (const c of changes) {
			const parts = c.menu ? c.menu.split(" > ") : [];
			for (let n = 1; n <= Math.min(2, parts.length); n++) {
				const name = parts.slice(0, n).join(" > ");
				found.set(name, (found.get(name) || 0) + 1);
			}
		}
		return [...found].sort((a, b) => a[0] < b[0] ? -1 : 1).map(([name, n]) => [name,
			"\u00a0\u00a0".repeat(name.split(" > ").length - 1) +
			name.split(" > ").pop() + " (" + count(n) + ")"]);
	};
	const distinct = (key) => [...new Set(data.sets.map((s) => s[key]))].sort()
		.map((name) => [name, name]);

	const build_tools = () => {
		const search = el("input", {type: "search", id: "search", "aria-label": "search",
			placeholder: "search symbol, prompt, reason, owner, file", spellcheck: "false",
			autocomplete: "off"});
		search.addEventListener("input", () => {
			view.state.q = search.value;
			update();
		});
		controls.q = () => {
			if (search.value !== view.state.q)
				search.value = view.state.q;
		};
		const order = choice("group", "grouped by", "by intent",
			[["menu", "by menu"], ["none", "by name"]]);
		order.firstChild.value = "intent";
		const first = el("div", {}, search, choice("menu", "subsystem", "every subsystem",
			menu_options()));
		if (distinct("arch").length > 1)
			first.append(choice("arch", "architecture", "every architecture",
				distinct("arch")));
		if (data.sets.length > 1)
			first.append(choice("in", "comparison", "every comparison", distinct("pair")));
		first.append(order);
		const clear = el("button", {type: "button", id: "clear"}, "clear");
		clear.addEventListener("click", () => {
			view.state = Object.assign(empty(), {group: view.state.group});
			update();
		});
		const status = el("span", {role: "status", id: "status"});
		controls.status = (n) => {
			status.textContent = count(n) + " of " + count(changes.length);
			clear.disabled = !filtered();
		};
		const key = (name) => el("kbd", {}, name);
		const titles = ["symbol", "value", "class", "entails", "direction", "reason, or prompt"];
		if (data.sets.length > 1)
			titles.push("in");
		tools.append(first,
			el("div", {}, switches("class", "class", "class", data.classes),
				switches("dir", "direction", "direction",
					["weaker", "stronger", "neutral", "unknown"])),
			el("div", {class: "note keys"}, status, clear, el("span", {class: "hints"},
				key("/"), " search ", key("j"), " ", key("k"), " down, up ",
				key("Enter"), " open, fold ", key("Esc"), " back")),
			el("div", {class: data.sets.length > 1 ? "many" : undefined}, el("div",
				{class: "row titles", "aria-hidden": "true"}, ...titles.map((t) =>
					el("span", {class: t === "entails" ? "n" : undefined}, t)))));
	};
	const show_tools = (n) => Object.values(controls).forEach((show) => show(n));

	// --- keys ------------------------------------------------------------------------------------
	const on_row = (e) => {
		const item = view.items[current];
		const keys = {
			ArrowDown: () => focus(current + 1),
			ArrowUp: () => focus(current - 1),
			Home: () => focus(0),
			End: () => focus(view.items.length - 1),
			Enter: () => toggle(current, !item.open),
			" ": () => toggle(current, !item.open),
			ArrowRight: () => item.open ? focus(current + 1) : toggle(current, true),
			ArrowLeft: () => item.open ? toggle(current, false) :
				focus(view.items.slice(0, current).findLastIndex((o) => o.level < item.level)),
			Escape: () => item.open && item.c && toggle(current, false),
		};
		if (!keys[e.key])
			return false;
		keys[e.key]();
		return true;
	};
	const in_search = (e) => {
		if (e.key === "Escape" && view.state.q) {
			view.state.q = "";
			update();
		} else if (e.key === "Escape" || e.key === "Enter" || e.key === "ArrowDown") {
			focus(view.items.findIndex((item) => item.c) < 0 ? 0 :
				view.items.findIndex((item) => item.c));
		} else {
			return false;
		}
		return true;
	};
	const step = (by) => {
		const inside = list.contains(document.activeElement);
		focus(inside ? Math.max(0, Math.min(view.items.length - 1, current + by)) : current);
	};
	document.addEventListener("keydown", (e) => {
		const at = e.target;
		let done = true;
		if (e.ctrlKey || e.altKey || e.metaKey)
			return;
		if (at.id === "search")
			done = in_search(e);
		else if (at.matches("select, input, textarea"))
			return;
		else if (e.key === "/")
			document.getElementById("search").select();
		else if (e.key === "j" || e.key === "k")
			step(e.key === "j" ? 1 : -1);
		else
			done = at.matches("[role=row]") && on_row(e);
		if (done)
			e.preventDefault();
	});
	list.addEventListener("click", (e) => {
		const at = e.target.closest(".row");
		if (!at || e.target.closest("a, .detail") || !getSelection().isCollapsed)
			return;
		toggle(Number(at.dataset.i), at.getAttribute("aria-expanded") !== "true");
	});
	list.addEventListener("focusin", (e) => {
		const at = e.target.closest(".row");
		if (at)
			current = Number(at.dataset.i);
	});

	// --- begin -------------------------------------------------------------------------------------
	// A hash without "=" is a link to a section: frame.js goes there.
	const follow = () => {
		const hash = location.hash.slice(1);
		if (hash && !hash.includes("="))
			return;
		view.state = parse_hash();
		view.folds = new Map();
		current = 0;
		render();
		if (hash && !(view.state.at && go(view.state.at)))
			document.getElementById("changes").scrollIntoView();
	};
	list.setAttribute("role", "treegrid");
	list.setAttribute("aria-label", "changes");
	list.classList.toggle("many", data.sets.length > 1);
	build_tools();
	render();
	follow();
	window.addEventListener("hashchange", follow);
	window.addEventListener("beforeprint", () => {
		watch.disconnect();
		blocks().forEach(fill);
	});
})();
