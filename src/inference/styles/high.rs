//! The skeletons of 5 to 9.

use super::Hand;
use crate::inference::stroke::{Stroke, arc, curve, join, lines};

impl Hand<'_> {
    pub(super) fn five(&self) -> Vec<Stroke> {
        let (xn, yn) = (self.u(0.1, 0.32), self.u(0.3, 0.56));
        let (xb, yb) = (self.u(0.55, 0.95), self.u(0.62, 0.8));
        let (xe, ye) = (self.u(-0.08, 0.4), self.u(0.8, 1.02));
        let (bar_x, bar_y) = (self.u(0.5, 1.12), self.normal(0.05) - 0.02);
        let top = self.p(xn + self.u(0.0, 0.14), self.u(0.0, 0.1));
        let neck = self.p(xn, yn);
        let mut bowl = vec![
            neck,
            self.p(f32::midpoint(xn, xb), yn - self.u(-0.02, 0.08)),
            self.p(xb, yb),
            self.p(0.44, 1.0),
            self.p(xe, ye),
        ];
        if self.chance(0.15) {
            bowl.push([xe - self.u(0.0, 0.04), ye - self.u(0.03, 0.12)]);
        }
        let bar_end = self.p(bar_x, bar_y);
        match self.choose(&[0.36, 0.3, 0.18, 0.16]) {
            // Neck and bowl, then the bar on top.
            0 => {
                let body = join(lines(&[top]), &curve(&bowl));
                let (dx, dy) = (self.normal(0.05), self.normal(0.04));
                vec![body, lines(&[[top[0] + dx, top[1] + dy], bar_end])]
            }
            // In one go, beginning at the right of the bar.
            1 => vec![join(lines(&[bar_end, top]), &curve(&bowl))],
            // Soft, like an S.
            2 => {
                let mut path = vec![
                    bar_end,
                    self.p(f32::midpoint(bar_x, xn), 0.01),
                    self.p(xn + 0.04, 0.12),
                    self.p(xn, yn * 0.75),
                ];
                path.push(self.p(xn + 0.14, yn + 0.04));
                path.extend_from_slice(&bowl[2..]);
                vec![curve(&path)]
            }
            // The bar stands apart or runs into the bowl's shoulder.
            _ => {
                let shift = self.u(0.04, 0.16);
                let body = curve(&[&[top, self.p(xn - 0.01, yn * 0.6)], &bowl[..]].concat());
                let left = self.p(xn + shift + 0.05, bar_y);
                vec![body, lines(&[left, self.p(bar_x + 0.1, bar_y - 0.03)])]
            }
        }
    }

    pub(super) fn six(&self) -> Vec<Stroke> {
        // The loop's height decides between a small belly low down and a big ring.
        let loop_top = self.u(0.4, 0.7);
        let (cx, ry) = (self.u(0.42, 0.56), (1.0 - loop_top) / 2.0);
        let cy = 1.0 - ry;
        let rx = self.u(0.22, 0.42);
        let xs = self.u(0.38, 0.95);
        let hollow = self.u(-0.02, 0.12);
        let left = cx - rx;
        let mut path = vec![self.p(xs, 0.0)];
        path.push(self.p(left + (xs - left) * 0.45 - hollow, 0.2));
        path.push(self.p(left + (xs - left) * 0.12 - hollow * 0.8, 0.45));
        path.push(self.p(left - 0.01, cy));
        path.push(self.p(cx - 0.02, 1.0));
        path.push(self.p(cx + rx, cy + ry * self.u(-0.2, 0.3)));
        path.push(self.p(cx + rx * 0.3, loop_top));
        let end = self.u(0.0, 1.0);
        match self.choose(&[0.5, 0.25, 0.15, 0.1]) {
            // Closed on the left side.
            0 => {
                path.push(self.p(cx - rx * 0.55, loop_top + ry * 0.45));
                path.push(self.p(left + 0.02, cy + ry * 0.4 * end));
            }
            // Open, ends inside.
            1 => path.push(self.p(cx - rx * 0.3, loop_top + ry * (0.15 + 0.4 * end))),
            // Curls into the ring.
            2 => {
                path.push(self.p(cx - rx * 0.45, loop_top + ry * 0.55));
                path.push(self.p(cx - rx * 0.1, cy + ry * 0.4));
            }
            // Runs past the back.
            _ => {
                path.push(self.p(cx - rx * 0.5, loop_top + ry * 0.25));
                path.push(self.p(left - 0.08, loop_top + ry * (0.2 + 0.6 * end)));
            }
        }
        self.turn(&mut path[3..7], [cx, cy], 0.2);
        if self.chance(0.15) {
            // A hooked top.
            path.insert(0, [xs + self.u(0.04, 0.14), self.u(0.03, 0.12)]);
        }
        vec![curve(&path)]
    }

    pub(super) fn seven(&self) -> Vec<Stroke> {
        let (xl, xr) = (self.u(-0.02, 0.24), self.u(0.68, 1.0));
        let (yl, yr) = (self.u(0.0, 0.16), self.u(-0.04, 0.12));
        let xf = self.u(0.12, 0.62);
        let start = self.p(xl, yl);
        let corner = self.p(xr, yr);
        let foot = self.p(xf, 1.0);
        let sag = self.normal(0.035);
        let bar = [start, self.p((xl + xr) / 2.0, f32::midpoint(yl, yr) + sag), corner];
        let bow = self.u(-0.08, 0.08);
        let knee = self.p(f32::midpoint(xr, xf) + bow, 0.5);
        let stem = curve(&[corner, knee, foot]);
        let mut path = if self.chance(0.72) {
            join(curve(&bar), &stem)
        } else {
            // A round shoulder.
            let shoulder = self.p(xr - 0.03, yr + 0.1);
            curve(&[bar[0], bar[1], [xr - 0.12, yr], shoulder, knee, foot])
        };
        if self.chance(0.28) {
            // A serif hanging from the bar's beginning.
            let tip = [start[0] + self.normal(0.03), start[1] + self.u(0.06, 0.34)];
            path = join(vec![tip], &path);
        }
        let mut strokes = vec![path];
        if self.chance(0.28) {
            let (y, half) = (self.u(0.36, 0.74), self.u(0.12, 0.42));
            let x = xr + (xf - xr) * (y - yr) / (1.0 - yr) + bow * 0.5;
            let tilt = self.normal(0.07);
            strokes.push(lines(&[self.p(x - half, y + tilt), self.p(x + half, y - tilt)]));
        }
        strokes
    }

    pub(super) fn eight(&self) -> Vec<Stroke> {
        let waist = self.u(0.38, 0.58);
        let (top, low) = (self.u(0.12, 0.4), self.u(0.12, 0.44));
        let (lean_top, lean_low) = (self.normal(0.06), self.normal(0.05));
        let (ct, cl) = (0.5 + lean_top, 0.5 + lean_low);
        let (yt, yl) = (waist * 0.48, f32::midpoint(1.0, waist));
        match self.choose(&[0.72, 0.14, 0.14]) {
            // One stroke: an S and the way back.
            0 => {
                let (gap_x, gap_y) = (self.u(-0.12, 0.14), self.u(-0.08, 0.12));
                let start = self.p(ct + top * 0.8, yt - waist * 0.22);
                let mut path = vec![
                    start,
                    self.p(ct, 0.0),
                    self.p(ct - top, yt),
                    self.p(0.48, waist),
                    self.p(cl + low, yl),
                    self.p(cl, 1.0),
                    self.p(cl - low, yl),
                    self.p(0.52, waist),
                    self.p(ct + top * 0.9, yt + 0.02),
                ];
                path.push([start[0] + gap_x * 0.6, start[1] + gap_y]);
                if self.chance(0.25) {
                    path.remove(0);
                }
                if self.chance(0.2) {
                    let mid = f32::midpoint(ct - top, ct + top);
                    path.iter_mut().for_each(|p| p[0] = 2.0 * mid - p[0]);
                }
                vec![curve(&path)]
            }
            // Two rings.
            1 => {
                let overlap = self.u(-0.03, 0.06);
                let (a, b) = (self.u(-180.0, 180.0), self.u(-180.0, 180.0));
                let (da, db) = (self.u(330.0, 390.0), self.u(330.0, 390.0));
                let upper = arc([ct, waist / 2.0], [top, waist / 2.0 + overlap], a, a + da, 0.0);
                let lower = arc([cl, yl], [low, (1.0 - waist) / 2.0 + overlap], b, b - db, 0.0);
                vec![upper, lower]
            }
            // Begins at the waist: the lower ring, then the upper one.
            _ => {
                let begin = self.p(0.5, waist);
                let path = [
                    begin,
                    self.p(ct - top, yt),
                    self.p(ct, 0.0),
                    self.p(ct + top, yt),
                    self.p(0.5, waist),
                    self.p(cl - low, yl),
                    self.p(cl, 1.0),
                    self.p(cl + low, yl),
                    self.p(0.52, waist + 0.03),
                ];
                vec![curve(&path)]
            }
        }
    }

    pub(super) fn nine(&self) -> Vec<Stroke> {
        let loop_low = self.u(0.3, 0.6);
        let (cx, ry) = (self.u(0.4, 0.56), loop_low / 2.0);
        let rx = self.u(0.22, 0.42);
        let right = cx + rx;
        let xf = self.u(0.2, 0.95).min(right + 0.12);
        // The loop begins at the upper right, runs over the top and round to the right side.
        let open = self.chance(0.25);
        let (ys, xs) = if open {
            (self.u(0.0, 0.16), self.u(-0.2, 0.7))
        } else {
            (self.u(0.02, 0.25), self.u(0.7, 1.0))
        };
        let mut ring = vec![
            self.p(cx + rx * xs, ys),
            self.p(cx - rx * 0.1, 0.0),
            self.p(cx - rx, ry * self.u(0.8, 1.25)),
            self.p(cx - rx * 0.1, loop_low),
            self.p(cx + rx * 0.65, ry * self.u(0.95, 1.5)),
        ];
        self.turn(&mut ring[1..4], [cx, ry], 0.22);
        if open && self.chance(0.6) {
            ring.remove(1);
        }
        let joint = self.p(right, ry * self.u(0.1, 0.7));
        let hollow = self.normal(0.03);
        let knee = self.p(right + (xf - right) * 0.4 + hollow, 0.6);
        let foot = self.p(xf, 1.0);
        match self.choose(&[0.4, 0.3, 0.3]) {
            // Straight tail after a corner at the joint.
            0 => {
                ring.push(joint);
                vec![join(curve(&ring), &curve(&[joint, knee, foot]))]
            }
            // All in one bend.
            1 => {
                ring.push(joint);
                ring.extend([knee, foot]);
                vec![curve(&ring)]
            }
            // The tail hooks to the left.
            _ => {
                ring.push(joint);
                let (xt, yt) = (self.u(-0.15, 0.4), self.u(0.74, 1.02));
                let tail = [
                    joint,
                    self.p(right, 0.6),
                    self.p(right - 0.06, 0.84),
                    self.p(0.5, 1.0),
                    self.p(xt, yt),
                ];
                vec![join(curve(&ring), &curve(&tail))]
            }
        }
    }
}
