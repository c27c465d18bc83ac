// SPDX-License-Identifier: GPL-2.0-or-later
// The changes: read, filtered, grouped. diff.js draws them.
"use strict";

const change_list = (() => {
	const data = JSON.parse(document.getElementById("data").textContent);

	// --- data: the columns of report/diff_html_data.c --------------------------------
	const texts = ["name", "from", "to", "menu", "prompt", "because", "old_at", "new_at",
		"renamed", "severity", "reading", "why", "owner", "ref", "old_file",
		"old_value", "new_file", "new_value"];
	const fields = ["name", "from", "to", "class", "direction", "menu", "prompt",
		"because", "causes", "together", "old_at", "new_at", "upstream", "renamed",
		"severity", "reading", "rules", "why", "owner", "ref", "old_file", "old_line",
		"old_value", "new_file", "new_line", "new_value"];
	const is_text = new Set(texts);

	const decode = (row) => {
		const c = {sets: [], kids: [], parents: []};
		fields.forEach((field, i) => {
			const v = row[i] || 0;
			c[field] = is_text.has(field) ? data.texts[v] : v;
		});
		c.class = data.classes[c.class];
		c.direction = data.directions[c.direction];
		c.upstream = data.upstreams[c.upstream];
		c.rules = (c.rules || []).map((n) => data.texts[n]);
		return c;
	};

	// Changes that are the same in several comparisons become one that names them all.
	const changes = [];
	const read = () => {
		const known = new Map();
		data.sets.forEach((set, n) => {
			const own = set.rows.map((row) => {
				const causes = (row[8] || []).map((i) => set.rows[i][0]);
				const key = JSON.stringify(row.map((v, i) => i === 8 ? causes : v));
				let c = data.sets.length > 1 ? known.get(key) : undefined;
				if (!c) {
					c = decode(row);
					known.set(key, c);
					changes.push(c);
				}
				c.sets.push(n);
				return c;
			});
			set.rows.forEach((row, i) => {
				if (own[i].sets[0] === n)
					own[i].parents = (row[8] || []).map((j) => own[j]);
			});
		});
	};

	// A change is shown below those that it follows from in the end.
	const climb = (c, seen) => {
		if (seen.has(c))
			return [];
		seen.add(c);
		return c.parents.length ? c.parents.flatMap((p) => climb(p, seen)) : [c];
	};
	const roots_of = (c) => {
		const found = climb(c, new Set());
		return found.length ? found : [c];
	};
	const severity = (c) => ["high", "medium", "low", ""].indexOf(c.severity);
	const weight = (c) => (c.direction === "weaker" ? 0 : 10) + severity(c);
	const by_name = (a, b) => a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
	const by_weight = (a, b) => weight(a) - weight(b) || by_name(a, b);
	const by_reach = (a, b) => weight(a) - weight(b) || b.kids.length - a.kids.length ||
		by_name(a, b);

	const link = () => {
		for (const c of changes)
			for (const root of roots_of(c))
				if (root !== c)
					root.kids.push(c);
		for (const c of changes)
			c.kids.sort(by_weight);
	};

	// --- state, which is also the hash --------------------------------------------------
	const groups = ["intent", "menu", "none"];
	const empty = () => ({q: "", class: new Set(), dir: new Set(), menu: "", arch: "",
		in: "", group: "intent", at: ""});
	const view = {
		state: empty(),
		folds: new Map(), // what was opened or folded by hand
		items: [], // what is in the list, from top to bottom
	};

	const parse_hash = () => {
		const p = new URLSearchParams(location.hash.slice(1));
		const next = empty();
		for (const key of ["q", "menu", "arch", "in", "at"])
			next[key] = p.get(key) || "";
		const words = (key, known) => new Set((p.get(key) || "").split(",").filter(
			(w) => known.includes(w)));
		next.class = words("class", data.classes);
		next.dir = words("dir", data.directions);
		if (groups.includes(p.get("group")))
			next.group = p.get("group");
		return next;
	};
	const write_hash = () => {
		const p = new URLSearchParams();
		const words = (set, known) => known.filter((w) => set.has(w)).join(",");
		const put = (key, value) => value && p.set(key, value);
		put("q", view.state.q);
		put("class", words(view.state.class, data.classes));
		put("dir", words(view.state.dir, data.directions));
		for (const key of ["menu", "arch", "in"])
			put(key, view.state[key]);
		put("group", view.state.group === "intent" ? "" : view.state.group);
		put("at", view.state.at);
		history.replaceState(null, "", "#" + p.toString().replaceAll("%2C", ","));
	};

	// --- filters -------------------------------------------------------------------------
	const hay = (c) => {
		c.hay = c.hay || ["CONFIG_" + c.name, ...texts.map((t) => c[t]), ...c.rules]
			.join("\n").toLowerCase();
		return c.hay;
	};
	const below = (menu, top) => menu === top || menu.startsWith(top + " > ");
	const has_set = (c, key, value) => c.sets.some((n) => data.sets[n][key] === value);

	const tests = {
		q: (c, words) => words.every((w) => hay(c).includes(w)),
		class: (c) => view.state.class.has(c.class),
		dir: (c) => view.state.dir.has(c.direction),
		menu: (c) => below(c.menu, view.state.menu),
		arch: (c) => has_set(c, "arch", view.state.arch),
		in: (c) => has_set(c, "pair", view.state.in),
	};
	const words_of = (q) => q.toLowerCase().split(/\s+/).filter((w) => w);
	const is_set = (key) => typeof view.state[key] === "string" ? view.state[key] !== "" :
		view.state[key].size > 0;
	const filtered = () => Object.keys(tests).some(is_set);

	// matching(but): the changes that pass all filters but one
	const matching = (but) => {
		const words = words_of(view.state.q);
		const keys = Object.keys(tests).filter((key) => key !== but && is_set(key));
		return changes.filter((c) => keys.every((key) => tests[key](c, words)));
	};

	// --- what is in the list, from top to bottom -------------------------------------------
	const group_by = (rows, key) => {
		const found = new Map();
		for (const c of rows) {
			if (!found.has(key(c)))
				found.set(key(c), []);
			found.get(key(c)).push(c);
		}
		return found;
	};
	const heading = (text, n) => {
		const key = "heading " + view.state.group + " " + text;
		const open = view.folds.get(key) ?? true;
		view.items.push({key, heading: text, n, level: 1, open});
		return open;
	};
	const row = (c, level, parent, kids, dim) => {
		const key = (parent ? parent.name + " " : "") + c.name + " " + c.sets.join();
		const fold = view.folds.get(key);
		const found = kids.length > 0 && fold === undefined && dim;
		view.items.push({key, c, level, parent, dim, open: fold === true || found,
			detail: fold === true, kids: kids.length});
		if (fold === true || found)
			for (const kid of kids)
				row(kid, level + 1, c, [], false);
	};

	const list_by_intent = (hits) => {
		const hit = new Set(hits);
		const tops = new Set();
		for (const c of hits)
			roots_of(c).forEach((root) => tops.add(root));
		const sections = group_by([...tops].sort(by_reach), (c) => c.class);
		for (const name of ["intent", "unexplained", "toolchain", "upstream",
			"consequence"]) {
			const rows = sections.get(name) || [];
			if (!rows.length || !heading(name, rows.length))
				continue;
			for (const c of rows)
				row(c, 2, null, c.kids.filter((kid) => hit.has(kid)), !hit.has(c));
		}
	};
	const list_by_menu = (hits) => {
		const menus = group_by(hits, (c) => c.menu || "outside of menus");
		for (const name of [...menus.keys()].sort())
			if (heading(name, menus.get(name).length))
				menus.get(name).sort(by_name).forEach((c) => row(c, 2, null, []));
	};
	const arrange = () => {
		const hits = matching("");
		view.items = [];
		if (view.state.group === "intent")
			list_by_intent(hits);
		else if (view.state.group === "menu")
			list_by_menu(hits);
		else
			hits.sort(by_name).forEach((c) => row(c, 1, null, []));
		return hits.length;
	};

	read();
	link();
	return {data, changes, view, empty, parse_hash, write_hash, words_of, filtered, matching,
		group_by, arrange, roots_of};
})();
