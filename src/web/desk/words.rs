//! The words of the grading desk, in both languages side by side.

use crate::grading::Status;
use crate::store::BatchState;
use crate::web::messages::messages;

messages! {
    /// Words of the desk's pages.
    Words {
        // The desk
        desk: "评分台", "Grading desk";
        lead: "交来一份提交文件，每一行得到一个可复核的分数。", "Hand in a file of submissions; every line gets a grade that can be checked.";
        upload: "上传提交文件", "Upload submissions";
        drop_here: "把文件拖到这里，或点这里选文件", "Drop a file here, or choose one";
        drop_limits: "JSONL 或 CSV（UTF-8），最大 256 MiB。", "JSONL or CSV (UTF-8), up to 256 MiB.";
        file: "提交文件", "File of submissions";
        start: "上传并评分", "Upload and grade";
        uploading: "正在上传…", "Uploading…";
        upload_failed: "上传没有成功，文件没有收下。请检查网络后再试。", "The upload did not succeed and nothing was kept. Check the connection and try again.";
        choose_first: "请先选一个文件。", "Choose a file first.";
        too_large: "文件超过 256 MiB。请拆成几份，分别上传。", "The file is larger than 256 MiB. Split it and upload the parts.";
        format: "文件格式", "What the file looks like";
        format_jsonl: "JSONL：每行一个 JSON 对象。选项字母按题目主文件的顺序。", "JSONL: one JSON object a line. Letters follow the order of the exercise's primary file.";
        format_csv: "CSV：第一行是列名，至少有 learner、exercise、answer 三列；列表和配对写成 JSON。", "CSV: the first line names the columns, learner, exercise and answer among them; lists and pairs are written as JSON.";
        format_more: "还可以写 at（RFC 3339 时间）、version（题目版本）、seed（变式种子）。坏行只影响它自己：会标为“拒收”，并写明行号和原因。", "Optional: at (RFC 3339 time), version (of the content), seed (of a variant). A bad line costs itself alone: it is rejected with its number and the reason.";
        answers_by_kind: "各题型的答案怎么写", "How answers are written";
        kind: "题型", "Kind";
        answer: "答案", "Answer";
        sample: "下载示例", "Download a sample";
        batches: "批次", "Batches";
        batches_none: "还没有批次", "No batches yet";
        batches_none_lead: "先上传一份文件；没有现成的，就下载示例试一试。", "Upload a file to begin; if you have none at hand, try the sample.";
        by: "{name} 上传", "uploaded by {name}";
        somebody: "已离开的用户", "somebody who has left";
        handed_in: "上传时间", "Handed in";
        size: "大小", "Size";
        state: "状态", "State";
        status: "状态", "Status";

        // States
        waiting: "排队中", "Waiting";
        running: "评分中", "Grading";
        done: "已完成", "Done";
        failed: "未完成", "Failed";
        stopped: "已停止", "Stopped";
        graded: "已评分", "Graded";
        human: "待人工", "For a person";
        ungradable: "无法评分", "Ungradable";
        rejected: "拒收", "Rejected";

        // A batch
        back: "返回评分台", "Back to the desk";
        refresh: "刷新", "Refresh";
        progress: "评分进度", "Progress";
        progress_line: "已评 {lines} 行，读了文件的 {percent}", "{lines} lines graded, {percent} of the file read";
        left_seconds: "，还要约 {n} 秒", ", about {n} s left";
        left_minutes: "，还要约 {n} 分钟", ", about {n} min left";
        queue_line: "前面还有批次在评分，轮到后自动开始。", "Another batch is being graded; this one starts by itself when its turn comes.";
        live_done: "评分结束，结果已更新。", "Grading has ended; the results are shown.";
        stop: "停止评分", "Stop grading";
        again: "重新评分", "Grade again";
        stopped_note: "评分被停止，没有结果。文件还在，可以重新评分。", "Grading was stopped, so there are no results. The file is still here; it can be graded again.";
        figures: "总览", "Overview";
        lines: "行数", "Lines";
        mean: "平均得分率", "Mean score";
        rate: "速度", "Speed";
        per_second: "行/秒", "lines/s";
        course_version: "课程版本", "Course version";
        course_current: "（与当前课程相同）", " (the current course)";
        course_older: "（评分后课程已更新）", " (the course has changed since)";
        empty_file: "这个文件里没有提交。", "This file holds no submissions.";
        all_rejected: "每一行都被拒收。先看看下面第一行的原因，再对照文件格式。", "Every line was rejected. See the reason of the first line below and compare the file with the format.";
        unknown_fields: "没有用到的列或字段：{names}。", "Columns or fields that nothing reads: {names}.";
        files_missing: "这个批次的文件不在数据目录里（数据库可能是从备份恢复的），所以看不到结果行。", "The files of this batch are not in the data directory (the database may have been restored from a backup), so its rows cannot be shown.";
        download: "下载", "Download";
        download_jsonl: "结果 JSONL", "Results, JSONL";
        download_csv: "结果 CSV", "Results, CSV";
        download_rejected: "拒收的行", "Rejected lines";
        delete: "删除批次", "Delete this batch";
        delete_sure: "文件和结果会一起删除，不能恢复。", "The file and its results go for good.";
        delete_yes: "确定删除", "Delete for good";

        // Items
        items: "逐题统计", "Item statistics";
        item: "题目", "Exercise";
        answers: "答案数", "Answers";
        mean_points: "平均分", "Mean points";
        facility: "得分率", "Facility";
        scores: "得分分布", "Scores";
        scores_help: "分布从左到右：0 分、不到 ¼、½、¾、未满分、满分", "Scores from left to right: none, under ¼, ½, ¾, less than all, all points";
        bin_none: "0 分", "none";
        bin_quarter: "不到四分之一", "under a quarter";
        bin_half: "不到一半", "under half";
        bin_three: "不到四分之三", "under three quarters";
        bin_most: "未满分", "less than all";
        bin_all: "满分", "all";
        more_items: "其余 {n} 题", "{n} more exercises";
        verdict: "判断", "Verdict";
        good: "适中", "Fine";
        hard: "太难或答案有误", "Hard, or a wrong key";
        easy: "太容易", "Too easy";
        few: "样本太少", "Too few answers";

        // Results
        results: "逐行结果", "Results";
        results_of: "{shown} / {all} 行", "{shown} of {all} rows";
        line: "行", "Line";
        learner: "学员", "Learner";
        points: "得分", "Points";
        feedback: "反馈与原因", "Feedback and reason";
        receipt: "凭据", "Receipt";
        receipt_hash: "哈希", "Hash";
        receipt_content: "题目版本", "Content";
        receipt_answer: "答案", "Answer";
        receipt_result: "结果", "Result";
        receipt_grader: "评分器", "Grader";
        receipt_help: "每张凭据都可以重新计算、核对：", "Every receipt can be recomputed and compared:";
        filter: "筛选", "Filter";
        all_states: "全部状态", "All statuses";
        all_exercises: "全部题目", "All exercises";
        unknown_exercise: "（课程里没有的题目）", "(not in the course)";
        search: "学员", "Learner";
        clear: "清除筛选", "Clear the filter";
        no_rows: "没有符合条件的行。", "No row passes this filter.";
        page_of: "第 {page} / {pages} 页", "Page {page} of {pages}";
        previous: "上一页", "Previous";
        following: "下一页", "Next";
        paging: "翻页", "Pages";

        // Keys
        keys: "快捷键", "Shortcuts";
        keys_move: "移动", "Move";
        keys_open: "打开", "Open";
        keys_down: "下一行", "Next row";
        keys_up: "上一行", "Previous row";
        keys_enter: "打开或展开这一行", "Open or unfold the row";
        keys_help: "显示这个窗口", "Show this window";
        keys_on: "启用单键快捷键", "Use single-key shortcuts";
        close: "关闭", "Close";
    }
}

impl Words {
    /// The name of a batch's state.
    pub const fn state_name(&self, state: BatchState) -> &'static str {
        match state {
            BatchState::Waiting => self.waiting,
            BatchState::Running => self.running,
            BatchState::Done => self.done,
            BatchState::Failed => self.failed,
            BatchState::Stopped => self.stopped,
        }
    }

    /// The name of a row's status.
    pub const fn status_name(&self, status: Status) -> &'static str {
        match status {
            Status::Graded => self.graded,
            Status::Human => self.human,
            Status::Ungradable => self.ungradable,
            Status::Rejected => self.rejected,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_have_the_same_blanks() {
        let blanks = |text: &str| {
            let mut names: Vec<String> = text
                .split('{')
                .skip(1)
                .filter_map(|rest| rest.split('}').next())
                .map(str::to_owned)
                .collect();
            names.sort();
            names
        };
        for (name, zh, en) in Words::pairs() {
            assert_eq!(blanks(zh), blanks(en), "{name}");
        }
    }
}
