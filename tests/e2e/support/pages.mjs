// The pages of the site and who opens them, for the tests that walk all of them.

/** What the design demands of every response. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** Languages by their part of the address. */
export const LANGUAGES = ['zh', 'en'];

/** `lang` of a page in each language. */
export const LANGUAGE_TAGS = { zh: 'zh-CN', en: 'en' };

/** Lessons of the built-in curriculum, one a module. */
export const LESSONS = ['req-capacity', 'ml-overfitting', 'sec-fairness', 'dl-convolution', 'app-inspection'];

/** Pages that every signed-in person may open, without the language before them. */
export const COMMON = ['', 'modules/ml', 'labs', ...LESSONS.map((lesson) => `lessons/${lesson}`)];

/** Pages of one role each. */
export const RESERVED = { instructor: 'teach', grader: 'desk', administrator: 'people' };
