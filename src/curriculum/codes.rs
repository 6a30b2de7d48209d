//! Every code that a diagnostic may carry: stable, never reused, each with a title.

/// A code and what it stands for. `E…` is an error, `W…` a warning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    /// `E0207`.
    pub id: &'static str,
    /// Title in English.
    pub en: &'static str,
    /// Title in Chinese.
    pub zh: &'static str,
}

macro_rules! codes {
    ($($name:ident $en:literal $zh:literal;)+) => {
        $(pub(crate) const $name: Code = Code { id: stringify!($name), en: $en, zh: $zh };)+

        /// All codes, in order.
        pub const ALL: &[Code] = &[$($name),+];
    };
}

codes! {
    E0101 "the file is not UTF-8" "文件不是 UTF-8 编码";
    E0102 "the file is too large" "文件过大";
    E0103 "a file of the curriculum is missing" "缺少课程文件";
    E0104 "the file has no front matter" "文件没有 front matter";
    E0105 "YAML or TOML cannot be read" "YAML 或 TOML 无法读取";
    E0106 "the CSV file cannot be read" "CSV 文件无法读取";
    E0107 "unknown key" "未知的键";
    E0108 "missing key" "缺少键";
    E0109 "wrong value" "值不对";
    E0110 "the key stands twice" "键重复";
    E0111 "anchors, aliases and tags are not read" "不支持锚、别名与标签";
    E0112 "nested too deeply" "嵌套过深";
    E0113 "the id does not fit the file" "id 与文件不符";
    E0114 "the id is taken" "id 已被使用";
    W0115 "the file is not read" "文件不会被读取";
    E0201 "an item's fence does not follow its heading" "围栏没有紧跟在标题之后";
    E0202 "an item's heading has no id" "条目的标题没有 id";
    E0203 "unknown role of a fence" "围栏的角色未知";
    E0204 "not built yet" "尚未实现";
    E0205 "YAML or TOML of a fence cannot be read" "围栏中的 YAML 或 TOML 无法读取";
    E0206 "unknown kind" "未知的类型";
    E0207 "unknown key in a fence" "围栏中有未知的键";
    E0208 "missing key in a fence" "围栏中缺少键";
    E0209 "wrong value in a fence" "围栏中的值不对";
    E0210 "the key stands twice in a fence" "围栏中的键重复";
    E0211 "anchors, aliases and tags are not read in a fence" "围栏中不支持锚、别名与标签";
    E0212 "nested too deeply in a fence" "围栏中嵌套过深";
    W0213 "the key has no effect" "这个键不起作用";
    W0214 "the id does not begin with the lesson's" "id 没有以课的 id 开头";
    W0215 "a fraction without tolerance" "小数没有容差";
    E0301 "the options are missing" "缺少选项";
    E0302 "more than one list of options" "选项列表不止一个";
    E0303 "the number of ticks is wrong" "打勾的数目不对";
    E0304 "too few or too many entries" "条目过少或过多";
    E0305 "two entries are equal" "有两个条目相同";
    E0306 "an entry has no box" "条目前没有方框";
    E0307 "a table of pairs has the wrong shape" "配对表格的形状不对";
    E0308 "this kind has no list of options" "这种类型没有选项列表";
    E0309 "an item without a question" "条目没有题目";
    W0310 "an item without explanation" "条目没有解析";
    E0401 "the link leads nowhere" "链接没有目标";
    E0402 "the anchor does not exist" "锚点不存在";
    E0403 "the image does not exist" "图片不存在";
    E0404 "unknown component" "未知的知识组件";
    E0405 "unknown lesson" "未知的课";
    E0406 "unknown lab" "未知的实验";
    E0407 "a circle of prerequisites" "先决条件成环";
    E0408 "unknown module" "未知的模块";
    E0409 "the link is not allowed" "不允许的链接";
    E0501 "a translation of nothing" "译文没有对应的原文";
    W0502 "the translation is missing" "缺少译文";
    E0503 "an item is missing in the translation" "译文缺少条目";
    E0504 "an item stands in the translation alone" "译文多出条目";
    E0505 "the translation is not aligned" "译文与原文不对应";
    W0506 "the translation is stale" "译文已过时";
    E0507 "a translation has no data fence" "译文不应有数据围栏";
    E0508 "a translation shows no tick" "译文不应打勾";
    W0509 "the sections of the translation differ" "译文的小节与原文不同";
    E0601 "the key of an assessed item is missing" "缺少考核题的答案文件";
    E0602 "the public file shows a key" "公开文件泄露了答案";
    E0603 "the answer does not fit the item" "答案与题目不符";
    E0605 "YAML of a key cannot be read" "答案文件的 YAML 无法读取";
    E0607 "unknown key in a key file" "答案文件中有未知的键";
    E0608 "missing key in a key file" "答案文件中缺少键";
    E0609 "wrong value in a key file" "答案文件中的值不对";
    E0610 "the key stands twice in a key file" "答案文件中的键重复";
    E0611 "anchors, aliases and tags are not read in a key file" "答案文件不支持锚、别名与标签";
    E0612 "nested too deeply in a key file" "答案文件嵌套过深";
    E0613 "the course's secret cannot be read" "课程密钥无法读取";
    W0614 "a key of no item" "答案文件没有对应的题目";
    W0615 "the course has no secret of its own" "课程没有自己的密钥";
    E0701 "raw HTML" "不允许 HTML";
    E0702 "the formula cannot be read" "公式无法读取";
    E0703 "an image without description" "图片没有替代文字";
    E0704 "nested too deeply" "嵌套过深";
    E0705 "the text cannot be read" "文本无法读取";
    W0706 "half-width punctuation in Chinese" "中文中的半角标点";
    W0707 "emphasis that only the CJK-friendly rule sees" "仅在 CJK 友好规则下才成立的强调";
    W0708 "a heading of the wrong level" "标题级别不当";
    W0709 "a footnote without text" "脚注没有内容";
    E0801 "the reference answer does not get full points" "参考答案没有得到满分";
    E0802 "an empty answer gets points" "空答案得到了分数";
    E0803 "a wrong answer gets full points" "错误答案得到了满分";
    E0804 "a wrong answer is no answer" "错误答案不是答案";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_well_formed() {
        let mut seen = std::collections::BTreeSet::new();
        for code in ALL {
            assert!(seen.insert(&code.id[1..]), "{} is used twice", code.id);
            assert!(code.id.len() == 5 && matches!(&code.id[..1], "E" | "W"), "{}", code.id);
        }
    }
}
