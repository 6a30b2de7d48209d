// Reads exercises and their keys from the curriculum's markdown, for tests that answer them.
//
// Small on purpose and not a second parser: it trusts files that `yanxi check` accepts.

import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

import { ROOT } from './server.mjs';

/** The built-in curriculum. */
export const CURRICULUM = path.join(ROOT, 'curriculum');

/** Lessons of a curriculum, each `{ id, file, exercises, labs }`; texts by language slug. */
export async function readLessons(directory = CURRICULUM) {
  const files = await readdir(directory, { recursive: true });
  const primary = files.filter((file) => file.endsWith('.zh-CN.md')).sort();
  return Promise.all(primary.map((file) => readLesson(directory, file)));
}

async function readLesson(directory, file) {
  const [zh, en] = await Promise.all(
    [file, file.replace('.zh-CN.md', '.en.md')].map((name) => readFile(path.join(directory, name), 'utf8')),
  );
  const items = sections(zh);
  const translated = new Map(sections(en).map((item) => [item.id, item]));
  const id = /^id: *(\S+)/m.exec(zh)[1];
  const exercises = items.filter((item) => item.fence).map((item) => exercise(id, item, translated.get(item.id)));
  const labs = items.filter((item) => item.lab).map((item) => ({ id: item.id, kind: item.lab }));
  return { id, file, title: { zh: title(zh), en: title(en) }, exercises, labs };
}

const title = (text) => /^title: *(.+)$/m.exec(text)[1].replace(/^"|"$/g, '');

/** Headings with an id, each with the text under it. */
function sections(text) {
  return text.split(/^(?=#{1,6} )/m).flatMap((section) => {
    const head = /^#+ .*\{#([\w-]+)\}/.exec(section);
    if (!head) return [];
    const fence = /^```yaml exercise\n([^]*?)^```/m.exec(section);
    const lab = /^```toml lab\n[^]*?^kind = "(\w+)"/m.exec(section);
    return [{ id: head[1], body: section, fence: fence && settings(fence[1]), lab: lab?.[1] }];
  });
}

/** The settings of a fence: `key: value` lines, lists in brackets. */
function settings(text) {
  const entries = [...text.matchAll(/^(\w+): *(.*?) *$/gm)];
  return Object.fromEntries(entries.map(([, key, value]) => [key, scalarOrList(value)]));
}

function scalarOrList(value) {
  const list = /^\[(.*)\]$/.exec(value);
  return list ? list[1].split(',').map((part) => bare(part)) : bare(value);
}

const bare = (text) => text.trim().replace(/^(["'])(.*)\1$/, '$2');

function exercise(lesson, item, translation) {
  const texts = { zh: item.body, en: translation?.body ?? item.body };
  const both = (read) => {
    const [zh, en] = [read(texts.zh), read(texts.en)];
    return zh.map((entry, index) => ({ zh: entry, en: en[index] }));
  };
  return {
    id: item.id,
    lesson,
    kind: item.fence.kind,
    settings: item.fence,
    options: both((text) => [...text.matchAll(/^- \[[ x]\] (.+)$/gm)].map(([, option]) => plain(option))),
    ticked: [...item.body.matchAll(/^- \[([ x])\]/gm)].flatMap(([, box], index) => (box === 'x' ? [index] : [])),
    entries: both((text) => [...text.matchAll(/^\d+\. (.+)$/gm)].map(([, entry]) => plain(entry))),
    rows: item.fence.kind === 'match' ? rows(texts) : [],
  };
}

/** Rows of a `match` table: left and right cell by language; distractors have an empty left. */
function rows(texts) {
  const cells = (text) =>
    [...text.matchAll(/^\|(.*)\|$/gm)].slice(2).map(([, row]) => row.split('|').map((cell) => plain(cell)));
  const [zh, en] = [cells(texts.zh), cells(texts.en)];
  return zh.map(([left, right], index) => ({
    left: { zh: left, en: en[index][0] },
    right: { zh: right, en: en[index][1] },
  }));
}

/** The words of inline markdown, without mathematics, marks and space: what `wordsOf` reads. */
export function plain(markdown) {
  return markdown.replace(/\$[^$]*\$/g, '').replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[`*_\\\s]/g, '');
}

/** The words of an element, in the same form; runs in the page. */
export function wordsOf(element) {
  const copy = element.cloneNode(true);
  for (const part of copy.querySelectorAll('math, script, svg, [hidden], .visually-hidden')) part.remove();
  return copy.textContent.replace(/[`*_\\\s]/g, '');
}
