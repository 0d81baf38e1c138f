using DicomRender.Placing;

namespace DicomRender.Tests.Placing;

/// <summary>The order of slices, on random geometry: what is true of any file holds for all of them.</summary>
public sealed class SliceOrderTests
{
    private static readonly double[] Axial = [1, 0, 0, 0, 1, 0], Coronal = [1, 0, 0, 0, 0, -1], Sagittal = [0, 1, 0, 0, 0, -1];

    private static OrderedSlice At(double[] orientation, double[] position, int? number, string id, params (int Key, double Value)[] times)
    {
        var moments = new double?[8];
        foreach (var (key, value) in times) moments[key] = value;
        return new(SlicePlace.Of(orientation, position, moments), number, id);
    }

    private static string[] Shown(IReadOnlyList<OrderedSlice> slices) => [.. SliceOrder.Of(slices).Select(i => slices[i].Id)];

    [Fact]
    public void Slices_stand_in_space_whatever_their_numbers()
    {
        int[] numbers = [1, 5, 2, 6, 3, 7, 4, 8];
        var slices = numbers.Select((number, k) => At(Axial, [0, 0, 5 * k], number, $"{k}")).ToList();
        Assert.Equal(["0", "1", "2", "3", "4", "5", "6", "7"], Shown(slices));
    }

    [Fact]
    public void The_end_that_the_numbers_count_from_comes_first() =>
        Assert.Equal(["0", "1", "2"], Shown([.. Enumerable.Range(0, 3).Select(k => At(Axial, [0, 0, -7.5 * k], k + 1, $"{k}"))]));

    [Fact]
    public void Orientations_are_apart_and_an_image_without_a_place_comes_last()
    {
        var slices = new List<OrderedSlice> { At([], [], 1, "n1"), At(Axial, [0, 0, double.NaN], 2, "n2"), At([0, 0, 0, 0, 0, 0], [1, 2, 3], 3, "n3") };
        foreach (var (name, plane, axis) in new[] { ("a", Axial, 2), ("c", Coronal, 1), ("s", Sagittal, 0) })
            for (var k = 0; k < 3; k++)
                slices.Add(At(plane, [.. Enumerable.Range(0, 3).Select(i => i == axis ? 5.0 * k : 0)], null, name + k));
        var shown = Shown(slices);
        Assert.Equal(["n1", "n2", "n3"], shown[9..]);
        foreach (var run in shown[..9].Chunk(3))
        {
            Assert.Single(run.Select(id => id[0]).Distinct());
            Assert.Equal('1', run[1][1]);
        }
    }

    [Theory]
    [InlineData(0)] // temporal position
    [InlineData(1)] // acquisition number
    [InlineData(2)] // acquisition time
    [InlineData(3)] // trigger time
    [InlineData(4)] // echo time
    [InlineData(5)] // b-value
    public void Time_points_are_apart_also_where_a_slice_is_missing(int key)
    {
        var slices = Enumerable.Range(0, 12).Where(i => i != 5)
            .Select(i => At(Axial, [0, 0, 5.0 * (i % 4) + 0.001 * (i / 4)], i % 4 + 1, $"{i / 4}{i % 4}", (key, 100 - i / 4 * -7.25)));
        Assert.Equal(["00", "01", "02", "03", "10", "12", "13", "20", "21", "22", "23"], Shown([.. slices.Reverse()]));
    }

    [Fact]
    public void Where_every_image_has_a_time_of_its_own_places_come_first_and_at_each_the_earlier() =>
        Assert.Equal(["00", "10", "01", "11", "02", "12"],
            Shown([.. Enumerable.Range(0, 6).Reverse().Select(i => At(Axial, [0, 0, 5 * (i % 3)], i % 3, $"{i / 3}{i % 3}", (2, 1000 * (i / 3) + 17 * (2 - i % 3))))]));

    /// <summary>Oblique and tilted planes, several of them, time points, duplicates, jitter, absent and senseless positions.</summary>
    [Fact]
    public void Any_upload_order_gives_one_order_that_runs_along_each_normal()
    {
        for (var seed = 0; seed < 400; seed++)
        {
            var random = new Random(seed);
            var slices = Series(random);
            var shown = Shown(slices);
            Assert.Equal(slices.Select(slice => slice.Id).Order(), shown.Order());
            for (var again = 0; again < 4; again++)
            {
                var shuffled = slices.ToArray();
                random.Shuffle(shuffled);
                Assert.Equal(shown, Shown(shuffled));
                // What is kept in the database is enough.
                Assert.Equal(shown, Shown([.. shuffled.Select(slice => slice with { Place = SlicePlace.FromNumbers(slice.Place.ToNumbers()) })]));
            }
            Assert.True(RunsAlongNormals(shown), $"seed {seed}: {string.Join(' ', shown)}");
        }
    }

    /// <summary>Ids say plane, time point and place: <c>p-t-k-…</c>; those without a place <c>x</c>.</summary>
    private static List<OrderedSlice> Series(Random random)
    {
        var slices = new List<OrderedSlice>();
        var (key, times, isTimed) = (random.Next(6), random.Next(1, 4), random.Next(3) > 0);
        for (var plane = random.Next(1, 4); plane > 0; plane--)
        {
            var (orientation, normal) = Plane(random);
            var (count, spacing, shear) = (random.Next(1, 30), 0.05 + random.NextDouble() * 8, random.NextDouble());
            for (var t = 0; t < times; t++)
                for (var k = 0; k < count; k++)
                {
                    // A gantry's tilt moves slices along their planes, too; files round what they write.
                    double[] position = [.. Enumerable.Range(0, 3).Select(i => Math.Round(
                        100 * shear + k * spacing * (normal[i] + shear * orientation[i]) + (random.NextDouble() - 0.5) * 1e-4, 6))];
                    int? number = random.Next(10) == 0 ? null : random.Next(200);
                    (int, double)[] moments = isTimed ? [(key, 50.5 * t)] : [];
                    slices.Add(At([.. orientation.Select(c => Math.Round(c, 6))], position, number, $"{plane}-{t}-{k}-{random.Next()}", moments));
                }
        }
        for (var odd = random.Next(4); odd > 0; odd--) slices.Add(At(Axial, [0, double.NaN, 0], odd, $"x{odd}"));
        return slices;
    }

    private static (double[] Orientation, double[] Normal) Plane(Random random)
    {
        double[] Unit(double[] v) => [.. v.Select(c => c / Math.Sqrt(v.Sum(x => x * x)))];
        double[] Cross(double[] a, double[] b) => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
        double[] Any() => Unit([random.NextDouble() - 0.5, random.NextDouble() - 0.5, random.NextDouble() - 0.5]);
        var (row, normal) = (Any(), Array.Empty<double>());
        normal = Unit(Cross(row, Any()));
        return ([.. row, .. Cross(normal, row)], normal);
    }

    private static bool RunsAlongNormals(string[] shown)
    {
        var placed = shown.TakeWhile(id => id[0] != 'x').Select(id => id.Split('-').Take(3).Select(int.Parse).ToArray()).ToList();
        if (shown.Skip(placed.Count).Any(id => id[0] != 'x')) return false;
        var planes = placed.Select(p => p[0]).ToList();
        if (planes.Where((p, i) => i > 0 && p != planes[i - 1]).Count() != planes.Distinct().Count() - 1) return false;
        return placed.GroupBy(p => p[0]).All(plane =>
        {
            // Either one time point after another, each along the normal; or along the normal, all times of a place together.
            bool IsRun(IEnumerable<int> run) => run.ToList() is var ks && (ks.SequenceEqual(ks.Order()) || ks.SequenceEqual(ks.OrderDescending()));
            var byTime = plane.GroupBy(p => p[1]).ToList();
            return plane.Select(p => p[1]).SequenceEqual(byTime.SelectMany(t => t.Select(p => p[1]))) && byTime.All(t => IsRun(t.Select(p => p[2])))
                || IsRun(plane.Select(p => p[2]));
        });
    }
}
