// Lesson pages: exercise cards answered in place, order lists to drag, study time, and a word of
// warning before an answer is lost. Without it the same forms are posted as they are.

import { follow } from './lesson/contents';
import { guard } from './lesson/guard';
import { Cards } from './lesson/cards';
import { study } from './lesson/study';

const cards = new Cards();
for (const card of document.querySelectorAll<HTMLElement>('[data-exercise]')) cards.adopt(card);
guard(cards);
study();
follow();
