//! Every word of the interface, in both languages side by side.
//!
//! A field that is missing in one language does not compile. `{name}` is a blank that
//! [`fill`] fills; the test below holds that both languages have the same blanks.

use std::fmt::Display;

use crate::curriculum::Kind;
use crate::language::Language;
use crate::store::Role;

/// Makes a table of words: a struct with a `&'static str` for each name, and its two values.
macro_rules! messages {
    ($(#[$doc:meta])* $table:ident { $($name:ident: $zh:literal, $en:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $table {
            $(#[doc = $en] pub $name: &'static str,)+
        }

        impl $table {
            /// The words in `language`.
            pub const fn of(language: $crate::language::Language) -> &'static Self {
                const CHINESE: $table = $table { $($name: $zh,)+ };
                const ENGLISH: $table = $table { $($name: $en,)+ };
                match language {
                    $crate::language::Language::Chinese => &CHINESE,
                    $crate::language::Language::English => &ENGLISH,
                }
            }

            /// All pairs, for tests.
            #[cfg(test)]
            pub fn pairs() -> Vec<(&'static str, &'static str, &'static str)> {
                vec![$((stringify!($name), $zh, $en),)+]
            }
        }
    };
}
pub(crate) use messages;

messages! {
    /// The words of pages.
    Messages {
        // Frame
        brand: "研习", "Yanxi";
        tagline: "数字技术工程师 · 人工智能", "Digital Technology Engineer · AI";
        skip: "跳到正文", "Skip to content";
        main_navigation: "主导航", "Main";
        tab_navigation: "底部导航", "Tabs";
        other_language: "EN", "中文";
        account: "我的账号", "My account";
        sign_out: "退出登录", "Sign out";
        theme_system: "配色：跟随系统", "Colours: as the system";
        theme_light: "配色：浅色", "Colours: light";
        theme_dark: "配色：深色", "Colours: dark";
        tab_learn: "学习", "Learn";
        tab_labs: "实验", "Labs";
        tab_teach: "教学", "Teach";
        tab_desk: "评分台", "Grading";
        tab_people: "人员", "People";
        role_trainee: "学员", "Trainee";
        role_instructor: "教员", "Instructor";
        role_grader: "阅卷人", "Grader";
        role_administrator: "管理员", "Administrator";

        // Signing in
        sign_in: "登录", "Sign in";
        sign_in_lead: "用你的姓名和密码登录。第一次来，请打开管理员发给你的邀请链接。", "Sign in with your name and password. New here? Open the invitation from your administrator.";
        name: "姓名", "Name";
        password: "密码", "Password";
        sign_in_wrong: "姓名或密码不对。", "Name or password is wrong.";
        sign_in_slow: "尝试太多次了。请等 {minutes} 分钟再试。", "Too many attempts. Wait {minutes} minutes and try again.";
        sign_in_again: "请先登录，登录后会回到刚才的页面。", "Sign in first; you will come back to the page you asked for.";
        link_used: "这个链接已经用过了", "This link has been used";
        link_used_lead: "登录链接和邀请只能用一次。请用密码登录，或者请管理员再发一个。", "Sign-in links and invitations work once. Sign in with your password, or ask the administrator for a new one.";
        link_expired: "这个链接过期了", "This link has expired";
        link_expired_lead: "请管理员再发一个。", "Ask the administrator for a new one.";
        link_elsewhere: "这个链接只能在服务器本机上打开", "This link works only on the server itself";
        link_elsewhere_lead: "启动时打印的四个示例链接只在本机有效。要从别的设备登录，请管理员发邀请。", "The sample links printed at start-up work on that machine alone. To sign in from another device, ask for an invitation.";
        link_unknown: "没有这个链接", "There is no such link";
        link_unknown_lead: "请检查地址是否完整，或者请管理员再发一个。", "Check that the address is complete, or ask the administrator for a new one.";
        invitation: "欢迎，{name}", "Welcome, {name}";
        invitation_lead: "给自己设一个密码，以后用姓名和密码登录。", "Choose a password; from now on you sign in with your name and it.";
        new_password: "新密码", "New password";
        new_password_help: "至少 {minimum} 个字符。几个不相干的词连在一起，既好记又难猜。", "At least {minimum} characters. A few unrelated words are easy to remember and hard to guess.";
        repeat_password: "再输一次", "The same again";
        password_short: "密码太短，至少要 {minimum} 个字符。", "The password is too short: at least {minimum} characters.";
        password_long: "密码太长，最多 {maximum} 个字符。", "The password is too long: at most {maximum} characters.";
        password_differs: "两次输入的密码不一样。", "The two passwords differ.";
        password_name: "密码不能和姓名一样。", "The password must not be your name.";
        password_common: "这个密码太容易猜了，请换一个。", "This password is too easy to guess; choose another.";
        set_password: "设好密码并登录", "Set the password and sign in";

        // Home
        morning: "{name}，早上好", "Good morning, {name}";
        afternoon: "{name}，下午好", "Good afternoon, {name}";
        evening: "{name}，晚上好", "Good evening, {name}";
        week_studied: "本周已学 {time}", "{time} studied this week";
        week_empty: "本周还没有开始，今天学一小步吧", "Nothing yet this week: a small step today?";
        next_step: "现在最值得做的一步", "The most useful thing to do now";
        other_step: "换一步", "Another step";
        next_step_short: "下一步", "Next";
        start_step: "开始这一步", "Start";
        go_on: "接着学", "Go on";
        another: "换一个", "Another one";
        minutes: "约 {n} 分钟", "about {n} min";
        why_begun: "你已经答对这一课 <b>{all} 道题中的 {solved} 道</b>，趁热打铁。", "You have solved <b>{solved} of its {all} exercises</b>: finish while it is warm.";
        why_first: "它是课程里你还没学的<b>第一课</b>，不需要别的准备。", "It is the <b>first lesson</b> of the track that is still open to you.";
        why_estimate: "从你的 {answers} 次作答估计，“{component}”的中等难度题你答对的把握约为 <b>{percent}</b>。", "From {answers} answers we put your chance on a middle exercise of “{component}” at <b>{percent}</b>.";
        why_estimate_one: "从你的 1 次作答估计，“{component}”的中等难度题你答对的把握约为 <b>{percent}</b>。", "From 1 answer we put your chance on a middle exercise of “{component}” at <b>{percent}</b>.";
        why_due: "“{component}”你已经 <b>{days} 天</b>没有练过，该复习了。", "You have not practised “{component}” for <b>{days} days</b>: time for a review.";
        why_opens: "它是 <b>{count} 个</b>后续知识点的前提：{names}。", "It opens <b>{count}</b> further skills: {names}.";
        why_opens_one: "它是后续知识点“{names}”的前提。", "It opens a further skill: {names}.";
        and_more: "{names}等", "{names} and more";
        track_read: "讲解", "Read";
        track_lab: "实验", "Lab";
        track_exercises: "练习", "Practise";
        track_check: "掌握", "Master";
        track_no_lab: "本课没有", "none here";
        track_exercises_left: "还有 {n} 道题", "{n} exercises left";
        track_exercises_all: "{n} 道题都已答对", "all {n} solved";
        track_mastery: "{percent}，目标 80%", "{percent}, aim 80%";
        track_aim: "目标 80%", "aim 80%";
        all_done: "这里的课都学完了", "Everything here is done";
        all_done_lead: "新的课程和到期的复习会出现在这里。也可以去实验里再试几个问题。", "New lessons and due reviews will show here. Or put a few more questions to the labs.";
        all_done_link: "去做实验", "To the labs";
        nothing_yet: "还没有课程", "No lessons yet";
        nothing_yet_lead: "教员放入课程之后，这里会告诉你从哪一步开始。", "Once the instructor has put lessons in, this page tells you where to begin.";
        study_time: "学习时间", "Study time";
        this_week: "本周", "this week";
        study_total: "累计 {time}", "{time} in all";
        study_rule: "只计页面打开且你在操作的时间。", "Counts while the page is open and you are active.";
        weekdays: "一二三四五六日", "MTWTFSS";
        modules: "模块", "Modules";
        progress: "进度", "Progress";
        solved_of: "{solved} / {all}", "{solved} / {all}";
        exercises_solved: "答对的练习", "exercises solved";
        no_lessons: "待上线", "to come";

        // The map
        map: "掌握度地图", "Mastery map";
        map_help: "每个圆是一个知识点，墨色越满，掌握得越牢。", "Each circle is a skill; the fuller of ink, the firmer.";
        standing_new: "未开始", "Not begun";
        standing_learning: "学习中", "Learning";
        standing_mastered: "已掌握", "Mastered";
        standing_due: "该复习了", "Due for review";
        standing_later: "待上线", "To come";
        map_opens: "下一步会打开", "Opened by the next step";
        map_needs: "下一步的前提", "Needed by it";
        lane_count: "已掌握 {done} / {here} · 共 {all}", "{done} / {here} mastered · {all} in all";
        map_table: "以表格查看全部 {n} 个知识点", "All {n} skills as a table";
        skill: "知识点", "Skill";
        module: "模块", "Module";
        mastery: "掌握度", "Mastery";
        standing: "状态", "Standing";
        answers: "作答", "Answers";
        lesson: "课", "Lesson";
        later_count: "另有 {n} 个知识点待上线", "{n} more skills to come";

        // Modules and labs
        module_number: "模块{n}", "Module {n}";
        hours: "{n} 学时", "{n} h";
        skills_count: "{n} 个知识点", "{n} skills";
        lessons_count: "{n} 课", "{n} lessons";
        lessons_count_one: "1 课", "1 lesson";
        unit_number: "第 {n} 单元", "Unit {n}";
        draft: "草稿", "Draft";
        finished: "已完成", "Finished";
        begun: "学习中", "In progress";
        not_begun: "未开始", "Not begun";
        open_lesson: "打开", "Open";
        module_skills: "本模块的知识点", "Skills of this module";
        module_empty: "这个模块的课还没有上线。", "This module's lessons are still to come.";
        labs: "实验", "Labs";
        labs_lead: "真实的小模型，在这台服务器上现场训练和推理。先预测，再动手，然后看看哪里变了。", "Small real models, trained and run live on this server. Predict first, then try, then see what changed.";
        labs_empty: "还没有实验。", "There are no labs yet.";
        lab_playground: "现场训练", "Live training";
        lab_digits: "手写识别", "Handwriting";
        open_lab: "去做实验", "Open the lab";
        runs_made: "你做过 {n} 次", "{n} runs of yours";

        // Lessons
        this_module: "本模块", "This module";
        this_lesson: "本课内容", "In this lesson";
        skills_here: "本课知识点", "Skills here";
        your_progress: "你的进度", "Your progress";
        solved_exercises: "答对 {solved} / {all} 题", "{solved} of {all} exercises solved";
        level_j: "初级", "Junior";
        level_i: "中级", "Intermediate";
        level_s: "高级", "Senior";
        needs_offline: "需线下实训", "needs practice on site";
        skill_tag: "知识点：{name}", "Skill: {name}";
        sources: "资料来源", "Sources";
        source_read: "{date} 查阅", "read {date}";
        previous: "上一课：{title}", "Back: {title}";
        following: "下一课：{title}", "Next: {title}";
        turn: "上一课与下一课", "Previous and next lesson";
        back_home: "回到学习首页", "Back to your home page";
        not_translated: "这一课还没有英文版，下面是中文原文。", "This lesson is not translated yet; below is the Chinese original.";
        draft_banner: "这一课是草稿，学员看不到。", "This lesson is a draft; trainees do not see it.";
        findings: "这一课有 {n} 处要看", "{n} findings in this lesson";
        offline: "网络断开了。答案还在页面上，连上后再提交。", "The connection is gone. Your answer is still on the page; submit again once it is back.";
        retry: "再试一次", "Try again";
        reloaded: "内容已更新", "The content was updated";

        // Exercises
        kind_choice: "单选", "Choice";
        kind_multiple: "多选", "Multiple choice";
        kind_order: "排序", "Order";
        kind_match: "配对", "Match";
        kind_numeric: "数值", "Number";
        kind_text: "填写", "Short text";
        kind_lab: "实验", "Lab run";
        exercise_number: "练习 {n}", "Exercise {n}";
        difficulty: "难度 {n} / 5", "Difficulty {n} of 5";
        submit: "提交", "Submit";
        submitting: "正在提交…", "Submitting…";
        hint: "提示", "Hint";
        hint_number: "提示 {n}", "Hint {n}";
        your_answer: "你的答案", "Your answer";
        unit_here: "单位：{unit}", "Unit: {unit}";
        choose: "请选择", "Choose";
        choose_all: "可选多项", "Choose all that apply";
        place: "排在第几位", "Place";
        place_of: "第 {n} 位", "Place {n}";
        move_up: "上移", "Move up";
        move_down: "下移", "Move down";
        moved: "已移到第 {n} 位，共 {all} 项", "moved to place {n} of {all}";
        order_help: "拖动，或用箭头按钮和方向键调整次序。", "Drag, or use the arrow buttons or the arrow keys.";
        run_choose: "选一次你做过的运行作为证据", "Choose one of your runs as evidence";
        run_none: "你还没有做过这个实验。先去做一次，再回来交。", "You have no run of this lab yet. Make one, then hand it in here.";
        run_seed: "种子 {seed}", "seed {seed}";
        state_right: "已答对", "Solved";
        state_part: "部分得分", "Part of the points";
        state_wrong: "未答对", "Not solved yet";
        state_recorded: "已作答", "Answered";
        attempt: "第 {n} 次作答", "Attempt {n}";
        attempts_left: "还可作答 {n} 次", "{n} attempts left";
        attempts_left_one: "还可作答 1 次", "1 attempt left";
        attempts_none: "作答次数已用完", "No attempt left";
        points: "{points} / {max} 分", "{points} of {max} points";
        points_max: "{max} 分", "{max} points";
        points_max_one: "1 分", "1 point";
        your_choice: "你的选择", "Your choice";
        right: "正确", "Right";
        about_option: "关于“{option}”：", "On “{option}”:";
        explanation: "解析", "Explanation";
        another_try: "再试一次", "Try again";
        next_exercise: "下一题", "Next exercise";
        problem_nothing: "还没有作答。", "Nothing is answered yet.";
        problem_unranked: "还有没排上次序的项。", "Some entries have no place yet.";
        problem_same_rank: "有两项排在同一位。", "Two entries have the same place.";
        problem_too_long: "答案太长了，最多 2000 个字符。", "The answer is too long: 2,000 characters at most.";
        problem_malformed: "答案没能读懂，请刷新页面后再试。", "The answer could not be read. Reload the page and try again.";
        problem_changed: "打开页面之后这道题改过了，请刷新后再答。", "This exercise has changed since you opened the page. Reload and answer again.";
        problem_no_run: "没有找到你的这次运行。", "There is no such run of yours.";
        problem_no_attempt: "作答次数已经用完。", "No attempt is left.";

        // Teaching
        teach: "教学", "Teaching";
        teach_lead: "班级进展和内容检查。", "How the class gets on, and what the content check says.";
        class: "班级", "Class";
        all_classes: "所有班级", "All classes";
        learners: "学员", "Learners";
        learner: "学员", "Learner";
        solved: "答对", "Solved";
        time_week: "本周", "This week";
        time_total: "累计", "In all";
        last_seen: "最近作答", "Last answer";
        never: "还没有", "not yet";
        today: "今天", "today";
        yesterday: "昨天", "yesterday";
        days_ago: "{n} 天前", "{n} days ago";
        class_empty: "这个班还没有学员。", "Nobody is in this class yet.";
        active_week: "本周活跃", "Active this week";
        mean_solved: "人均答对", "Solved on average";
        content_check: "内容检查", "Content check";
        content_clean: "没有错误，也没有警告。", "No errors, no warnings.";
        errors: "{n} 个错误", "{n} errors";
        errors_one: "1 个错误", "1 error";
        warnings: "{n} 个警告", "{n} warnings";
        warnings_one: "1 个警告", "1 warning";
        error_word: "错误", "Error";
        warning_word: "警告", "Warning";
        line: "第 {n} 行", "line {n}";
        help_word: "怎么改", "What to do";
        watching: "正在监视课程目录，保存后自动重新检查。", "The curriculum folder is watched; saving a file checks it again.";
        course_version: "课程版本 {version}", "Course version {version}";

        // People
        people: "人员", "People";
        people_lead: "添加人员、分班、发邀请。", "Add people, put them into classes, invite them.";
        add_person: "添加人员", "Add a person";
        add_class: "新建班级", "Add a class";
        class_name: "班级名称", "Class name";
        city: "城市", "City";
        no_class: "不分班", "No class";
        role: "角色", "Role";
        roles: "角色", "Roles";
        name_help: "登录时用这个名字。", "This is the name to sign in with.";
        add_and_invite: "添加并生成邀请", "Add and invite";
        add: "新建", "Add";
        new_invitation: "新邀请", "New invitation";
        new_invitation_for: "给{name}发新邀请", "New invitation for {name}";
        invitation_for: "给{name}的邀请", "Invitation for {name}";
        invitation_help: "把链接或二维码发给本人。只能用一次，{days} 天内有效；打开后设置密码。", "Give the link or the code to the person. It works once, within {days} days, and lets them set a password.";
        invitation_qr: "邀请的二维码", "The invitation as a QR code";
        copy: "复制链接", "Copy the link";
        copied: "已复制", "Copied";
        password_set: "已设密码", "password set";
        password_unset: "未设密码", "no password yet";
        added: "加入日期", "Added";
        access: "登录方式", "Access";
        name_taken: "已经有叫{name}的人了，请换一个名字，例如加上单位。", "There is a {name} already. Choose another name, such as one with the employer.";
        class_taken: "已经有这个班了。", "There is such a class already.";
        name_missing: "请填写姓名。", "A name is needed.";
        name_bad: "姓名最多 {maximum} 个字符，不能有控制字符。", "A name has at most {maximum} characters and no control characters.";
        class_missing: "请填写班级名称和城市。", "Name and city of the class are needed.";
        role_missing: "至少选一个角色。", "Choose at least one role.";

        // Errors
        error_bad: "这个请求没能读懂", "That request could not be read";
        error_bad_lead: "请回到上一页再试一次。", "Go back one page and try again.";
        error_sign_in: "请先登录", "Please sign in";
        error_sign_in_lead: "登录状态可能过期了。", "Your session may have ended.";
        error_forbidden: "这一页不归你这个角色", "This page is not for your role";
        error_forbidden_lead: "如果你需要它，请管理员给你加上相应的角色。", "If you need it, ask the administrator for the role that goes with it.";
        error_cross_site: "这个请求来自别的网站，没有执行", "This request came from another site and was not carried out";
        error_cross_site_lead: "请在本站的页面上重新操作一次。", "Do it again on a page of this site.";
        error_missing: "没有找到这一页", "There is no such page";
        error_missing_lead: "地址可能不完整，或者内容已经移走。", "The address may be incomplete, or the content has moved.";
        error_method: "这个地址不接受这样的请求", "This address does not take that kind of request";
        error_method_lead: "请从页面上的按钮进入。", "Use the buttons on the pages.";
        error_slow: "这个请求花的时间太长了", "The request took too long";
        error_slow_lead: "请检查网络后再试。", "Check the connection and try again.";
        error_large: "发来的内容太大", "What was sent is too large";
        error_large_lead: "请减小文件或答案后再试。", "Make the file or the answer smaller and try again.";
        error_many: "请求太频繁", "Too many requests";
        error_many_lead: "请稍等一会儿再试。", "Wait a moment and try again.";
        error_internal: "服务器出了问题", "Something went wrong on the server";
        error_internal_lead: "问题已经记录。请稍后再试；若仍不行，把下面的编号告诉管理员。", "It has been logged. Try again later; if it stays, give the administrator the number below.";
        error_busy: "服务器正忙", "The server is busy";
        error_busy_lead: "你的操作没有执行。请过几秒再试。", "Nothing was done. Try again in a few seconds.";
        error_reference: "编号 {id}", "Reference {id}";
        to_home: "回首页", "To the home page";
        to_sign_in: "去登录", "Sign in";
    }
}

impl Messages {
    /// The name of a role.
    pub const fn role(&self, role: Role) -> &'static str {
        match role {
            Role::Trainee => self.role_trainee,
            Role::Instructor => self.role_instructor,
            Role::Grader => self.role_grader,
            Role::Administrator => self.role_administrator,
        }
    }

    /// The name of an exercise kind.
    pub const fn kind(&self, kind: Kind) -> &'static str {
        match kind {
            Kind::Choice => self.kind_choice,
            Kind::Multiple => self.kind_multiple,
            Kind::Order => self.kind_order,
            Kind::Match => self.kind_match,
            Kind::Numeric => self.kind_numeric,
            Kind::Text => self.kind_text,
            Kind::Lab => self.kind_lab,
        }
    }
}

/// Fills the blanks of a sentence: `fill(t.minutes, &[("n", &12)])`.
pub fn fill(sentence: &str, values: &[(&str, &dyn Display)]) -> String {
    let mut filled = sentence.to_owned();
    for (name, value) in values {
        filled = filled.replace(&format!("{{{name}}}"), &value.to_string());
    }
    filled
}

/// A stretch of time in whole minutes, as people say it.
pub fn duration(seconds: u64, language: Language) -> String {
    let minutes = seconds.div_ceil(60);
    let (hours, rest) = (minutes / 60, minutes % 60);
    match (hours, rest) {
        (0, rest) => format!("{rest}{}", language.pick(" 分钟", " min")),
        (hours, 0) => format!("{hours}{}", language.pick(" 小时", " h")),
        (hours, rest) => match language {
            Language::Chinese => format!("{hours} 小时 {rest} 分"),
            Language::English => format!("{hours} h {rest} min"),
        },
    }
}

/// A share as whole per cent.
pub fn percent(share: f64) -> String {
    format!("{:.0}%", share * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blanks(sentence: &str) -> Vec<&str> {
        let mut found: Vec<&str> =
            sentence.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect();
        found.sort_unstable();
        found
    }

    #[test]
    fn both_languages_have_the_same_blanks() {
        for (name, zh, en) in Messages::pairs() {
            assert_eq!(blanks(zh), blanks(en), "{name}");
        }
    }

    #[test]
    fn chinese_sentences_use_full_width_punctuation() {
        for (name, zh, _) in Messages::pairs() {
            let is_han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
            let chars: Vec<char> = zh.chars().collect();
            let bad = chars
                .windows(2)
                .any(|pair| is_han(pair[0]) && matches!(pair[1], ',' | ';' | ':' | '?' | '!' | '('));
            assert!(!bad, "{name}: {zh}");
        }
    }

    #[test]
    fn times_read_well() {
        assert_eq!(duration(0, Language::English), "0 min");
        assert_eq!(duration(61, Language::Chinese), "2 分钟");
        assert_eq!(duration(3 * 3600 + 20 * 60, Language::Chinese), "3 小时 20 分");
        assert_eq!(duration(7200, Language::English), "2 h");
    }
}
