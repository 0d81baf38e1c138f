namespace Bff.Demo.Phantoms;

/// <summary>
/// A chest in Hounsfield units, slice by slice from the lung apices (z = 0 mm) to the upper abdomen (z = 300 mm). x: patient's left, y:
/// back.
/// </summary>
internal static class ChestAnatomy
{
    public const double Height = 300;
    private const short Air = -1000;

    /// <summary>Half width and half depth of the body and of the inside of the rib cage.</summary>
    private static readonly Track Body =
        new((0, 160, 100), (30, 174, 106), (70, 174, 110), (130, 168, 113), (200, 163, 115), (300, 160, 115));
    private static readonly Track Cage =
        new((0, 72, 52), (25, 97, 64), (60, 119, 76), (110, 131, 87), (160, 135, 91), (230, 137, 93), (300, 135, 93));

    private static readonly Track RightLung =
        new((4, 40, 10, 6, 8), (20, 47, 6, 27, 34), (45, 60, 4, 44, 59), (80, 70, 3, 56, 78), (120, 76, 2, 62, 88), (170, 79, 2, 65, 93),
            (300, 80, 6, 66, 93));
    private static readonly Track LeftLung =
        new((6, 40, 10, 6, 8), (20, 47, 6, 26, 33), (45, 60, 4, 43, 58), (80, 70, 3, 54, 78), (120, 76, 2, 61, 88), (170, 82, 4, 60, 91),
            (300, 84, 8, 60, 91));

    /// <summary>Beside the spine and behind the breastbone the lungs reach further in.</summary>
    private static readonly Track LungRecess =
        new((30, 36, 30, 1, 2), (60, 44, 44, 28, 30), (110, 48, 50, 36, 38), (200, 50, 54, 40, 40), (300, 50, 56, 40, 38));
    private static readonly Track RetrosternalLung =
        new((60, 46, -34, 1, 2), (100, 40, -52, 30, 30), (170, 44, -56, 34, 30), (230, 52, -56, 34, 28), (300, 52, -56, 30, 24));

    /// <summary>Painted in this order: value in HU, then z, centre x, centre y, half axes, angle at each level.</summary>
    private static readonly Organ[] Mediastinum =
    [
        new(-95, (150, 10, -30, 46, 42, 30), (165, 16, -30, 60, 50, 32), (200, 24, -30, 68, 54, 34), (235, 28, -34, 64, 46, 34),
            (256, 28, -40, 40, 26, 30)),
        new(105, (158, 14, -28, 42, 38, 32), (175, 20, -28, 56, 46, 34), (200, 25, -28, 62, 49, 35), (230, 28, -32, 58, 42, 35),
            (250, 28, -38, 34, 22, 30)),
        new(285, (158, -28, -26, 12, 18, 10), (180, -30, -22, 18, 25, 10), (215, -28, -20, 16, 22, 10), (228, -26, -18, 8, 12, 0)),
        new(300, (152, 4, 12, 20, 10, 0), (166, 4, 10, 32, 17, 4), (182, 6, 8, 28, 15, 8), (190, 8, 6, 12, 8, 8)),
        new(280, (165, 6, -52, 16, 10, 20), (185, 6, -52, 28, 16, 24), (220, 10, -52, 28, 15, 28), (238, 16, -52, 12, 8, 28)),
        new(310, (170, 34, -14, 10, 14, 30), (190, 42, -14, 19, 27, 36), (220, 48, -20, 18, 26, 40), (240, 48, -26, 8, 14, 40)),
        new(120, (192, 36, -6, 4, 5, 0), (205, 38, -8, 5, 6, 0), (218, 42, -12, 4, 5, 0)),
        new(330, (20, -8, -26, 6, 6, 0), (60, -10, -24, 7, 7, 0), (84, -8, -22, 9, 8, 0)),
        new(330, (10, 14, -12, 4, 4, 0), (86, 12, -10, 5, 5, 0)),
        new(330, (10, 26, 2, 5, 5, 0), (60, 22, 6, 5, 6, 0), (88, 20, 10, 6, 7, 0)),
        new(240, (24, -28, -30, 8, 7, 0), (66, -28, -32, 9, 8, 0), (80, -30, -26, 10, 9, 0), (168, -32, -18, 11, 10, 0)),
        new(240, (30, 28, -34, 8, 6, 0), (56, 20, -38, 12, 6, -12), (68, -4, -38, 26, 6, -10), (76, -18, -34, 12, 7, 0)),
        new(325, (84, 4, 4, 14, 10, 60), (90, 2, 2, 38, 13, 58), (100, 2, 3, 41, 14, 58), (106, -10, -18, 18, 14, 40)),
        new(325, (104, -16, -24, 16, 16, 0), (130, -18, -26, 17, 17, 0), (160, -10, -22, 16, 16, 0), (178, 2, -18, 13, 13, 0)),
        new(320, (100, 22, 34, 13, 14, 0), (140, 23, 42, 12, 12, 0), (220, 20, 44, 11, 11, 0), (300, 10, 40, 11, 11, 0)),
        new(340, (122, 16, -34, 10, 10, 0), (132, 16, -36, 15, 14, 0), (156, 10, -42, 15, 13, 0)),
        new(340, (126, 30, -10, 10, 9, 30), (134, 34, -6, 24, 10, 40), (140, 34, -2, 10, 8, 40)),
        new(340, (132, -14, -8, 26, 8, 8), (140, -18, -6, 32, 10, 10), (148, -24, -4, 16, 8, 10)),
        new(45, (0, 8, 24, 8, 7, 0), (120, 4, 26, 8, 7, 0), (220, 8, 32, 8, 6, 0), (262, 20, 24, 9, 7, 0)),
        new(-600, (20, 8, 24, 2.2, 1.6, 0), (90, 6, 25, 2.4, 1.4, 0)),
        new(40, (0, 0, -2, 11.5, 11.5, 0), (90, -1, 6, 11.5, 11, 0), (104, -1, 10, 16, 10, 0), (112, -1, 12, 22, 9, 0),
            (116, -1, 12, 22, 8, 0)),
        new(Air, (0, 0, -2, 9.2, 9.5, 0), (90, -1, 6, 9.4, 8.8, 0), (104, -1, 10, 14, 8, 0), (112, -1, 12, 20, 7, 0),
            (116, -1, 12, 19.5, 5.5, 0)),
        new(40, (113, -15, 12, 9, 8.5, 0), (130, -26, 12, 8.5, 8.5, 0), (155, -34, 14, 7, 7, 0)),
        new(Air, (113, -15, 12, 7, 6.6, 0), (130, -26, 12, 6.6, 6.6, 0), (155, -34, 14, 5, 5, 0)),
        new(40, (113, 14, 13, 8.5, 7.5, 0), (135, 30, 16, 8, 7.5, 0), (158, 38, 20, 6.5, 6.5, 0)),
        new(Air, (113, 14, 13, 6.6, 5.6, 0), (135, 30, 16, 6, 5.6, 0), (158, 38, 20, 4.6, 4.6, 0)),
    ];

    private static readonly Organ[] Abdomen =
    [
        new(-95, (222, 80, 2, 14, 16, 0), (232, 80, 4, 42, 48, 0), (250, 80, 6, 57, 70, 0), (300, 78, 6, 64, 88, 0)),
        new(118, (206, -66, -6, 12, 14, 0), (214, -68, -4, 38, 44, 0), (230, -70, -2, 56, 66, 0), (255, -70, 0, 65, 80, 0),
            (300, -70, 2, 70, 90, 0)),
        new(118, (248, -4, -56, 20, 16, 0), (262, 8, -54, 46, 26, -8), (300, 14, -50, 58, 30, -10)),
        new(190, (240, -62, 10, 14, 3, 30), (256, -52, 6, 24, 4, 24), (270, -44, 2, 18, 4, 20)),
        new(175, (216, -24, 20, 11, 11, 0), (300, -24, 22, 12, 11, 0)),
        new(125, (234, 98, 46, 8, 12, 20), (250, 100, 42, 22, 36, 24), (300, 100, 38, 24, 44, 24)),
        new(28, (238, 62, -10, 14, 12, 0), (256, 60, -14, 34, 30, 20), (300, 54, -24, 36, 34, 20)),
        new(Air, (246, 60, -26, 12, 5, 0), (262, 58, -34, 24, 9, 0), (300, 52, -46, 22, 8, 0)),
        new(170, (284, 52, 58, 10, 8, 30), (300, 54, 60, 24, 20, 30)),
        new(170, (290, -54, 58, 8, 7, -30), (300, -56, 60, 20, 17, -30)),
    ];

    private static readonly Organ[] ShoulderGirdle =
    [
        new(620, (8, 46, -58, 30, 7, 14), (22, 64, -52, 46, 6.5, 10), (36, 96, -42, 32, 6.5, 4), (44, 110, -36, 12, 5, 0)),
        new(240, (8, 46, -58, 27, 4, 14), (22, 64, -52, 43, 3.6, 10), (36, 96, -42, 29, 3.6, 4), (44, 110, -36, 9, 2.4, 0)),
        new(600, (6, 126, 22, 22, 9, -40), (40, 118, 50, 46, 6, -42), (90, 116, 66, 42, 4.5, -46), (140, 116, 68, 22, 4, -50),
            (152, 116, 66, 6, 3, -50)),
        new(230, (6, 126, 22, 19, 6, -40), (40, 118, 50, 43, 3, -42), (90, 116, 66, 38, 1.6, -46), (140, 116, 68, 18, 1.4, -50)),
        new(560, (14, 140, 2, 14, 12, 0), (34, 140, 8, 12, 10, 0), (44, 138, 12, 5, 5, 0)),
        new(300, (14, 140, 2, 11, 9, 0), (34, 140, 8, 9, 7, 0)),
    ];

    /// <summary>Paints one slice; <paramref name="withCouch"/> adds the table under the back.</summary>
    public static void Draw(PhantomCanvas canvas, double z, bool withCouch)
    {
        canvas.Clear(Air);
        var (a, b) = (Body[0, z], Body[1, z]);
        if (withCouch) DrawCouch(canvas);
        DrawWall(canvas, z, a, b);
        var (cageA, cageB) = (Cage[0, z], Cage[1, z]);
        canvas.ClipTo(0, 2, cageA, cageB);
        DrawLungs(canvas, z);
        canvas.Texture(-500, z);
        VesselTree.Draw(canvas, z);
        foreach (var organ in Abdomen) organ.Draw(canvas, z);
        canvas.Unclip();
        foreach (var organ in Mediastinum) organ.Draw(canvas, z);
        DrawSpine(canvas, z);
        DrawRibs(canvas, z, cageA, cageB);
        DrawSternum(canvas, z, cageB);
        foreach (var organ in ShoulderGirdle) organ.DrawBothSides(canvas, z);
    }

    private static void DrawCouch(PhantomCanvas canvas)
    {
        canvas.ClipTo(0, 178, 215, 62);
        canvas.Ellipse(0, 60, 300, 92, 0, -140);
        canvas.Ellipse(0, 60, 300, 89.5, 0, -930);
        canvas.Ellipse(0, 50, 300, 75, 0, -140);
        canvas.Ellipse(0, 50, 300, 72.5, 0, Air);
        canvas.Unclip();
    }

    private static void DrawWall(PhantomCanvas canvas, double z, double a, double b)
    {
        canvas.Superellipse(0, a, b, 2.5, 15);
        canvas.Superellipse(0, a - 2, b - 2, 2.5, -100);
        canvas.Superellipse(1, a - 15, b - 12, 2.4, 52);
        var (cageA, cageB) = (Cage[0, z], Cage[1, z]);
        canvas.Ellipse(0, 0, Math.Min(a - 17, cageA + 24), Math.Min(b - 14, cageB + 13), 0, -85);
        canvas.Ellipse(0, 1.5, Math.Min(a - 19, cageA + 21), Math.Min(b - 15.5, cageB + 11.5), 0, 50);
        canvas.Ellipse(0, 2, cageA + 2, cageB + 2, 0, 40);
        canvas.Ellipse(0, 2, cageA, cageB, 0, -92);
    }

    private static void DrawLungs(PhantomCanvas canvas, double z)
    {
        if (z < 4) return;
        canvas.Ellipse(-RightLung[0, z], RightLung[1, z], RightLung[2, z], RightLung[3, z], 0, -862);
        if (z >= 6) canvas.Ellipse(LeftLung[0, z], LeftLung[1, z], LeftLung[2, z], LeftLung[3, z], 0, -858);
        foreach (var side in (ReadOnlySpan<int>)[-1, 1])
        {
            if (z >= 30) canvas.Ellipse(side * LungRecess[0, z], LungRecess[1, z], LungRecess[2, z], LungRecess[3, z], side * 30, -850);
            if (z >= 60)
                canvas.Ellipse(side * RetrosternalLung[0, z], RetrosternalLung[1, z], RetrosternalLung[2, z], RetrosternalLung[3, z], 0,
                    -866);
        }
    }

    private static void DrawSpine(PhantomCanvas canvas, double z)
    {
        var inDisc = z % 25 < 5;
        canvas.Ellipse(-26, 84, 24, 15, 12, 56);
        canvas.Ellipse(26, 84, 24, 15, -12, 56);
        canvas.Ellipse(-26, 70, 19, 5, 20, 420);
        canvas.Ellipse(26, 70, 19, 5, -20, 420);
        canvas.Ellipse(0, 85, 4.5, 14, 0, 480);
        canvas.Ellipse(0, 66, 15, 13, 0, 560);
        canvas.Ellipse(0, 47, 19, 15.5, 0, inDisc ? 95 : 430);
        if (!inDisc) canvas.Ellipse(0, 47, 17.2, 13.7, 0, 190);
        canvas.Ellipse(0, 66, 10, 8.5, 0, 15);
        canvas.Ellipse(0, 66, 5, 4.5, 0, 38);
    }

    /// <summary>
    /// Each rib falls from the spine to the front, so that a slice cuts several of them obliquely, each at its own angle.
    /// </summary>
    private static void DrawRibs(PhantomCanvas canvas, double z, double cageA, double cageB)
    {
        const double drop = 118;
        for (var rib = 0; rib < 13; rib++)
        {
            var turn = (z - (rib * 25.0 - 12)) / drop;
            if (turn is < 0.1 or > 0.86 || (rib > 10 && turn > 0.6)) continue;
            var (sin, cos) = Math.SinCos(turn * Math.PI);
            double x = (cageA + 5.5) * sin, y = 2 + (cageB + 5.5) * cos;
            var tangent = Math.Atan2(-(cageB + 5.5) * sin, (cageA + 5.5) * cos) * 180 / Math.PI;
            var isCartilage = turn > 0.74;
            foreach (var side in (ReadOnlySpan<int>)[-1, 1])
            {
                canvas.Ellipse(side * x, y, 15, 4.8, side * tangent, isCartilage ? 110 : 680);
                if (!isCartilage) canvas.Ellipse(side * x, y, 12.6, 2.6, side * tangent, 260);
            }
        }
    }

    private static void DrawSternum(PhantomCanvas canvas, double z, double cageB)
    {
        if (z is < 52 or > 228) return;
        var half = z < 95 ? 24 - (z - 52) * 0.14 : 16.0;
        canvas.Ellipse(0, -cageB - 3, half, 6.2, 0, 430);
        canvas.Ellipse(0, -cageB - 3, half - 2, 4.2, 0, 150);
    }
}
