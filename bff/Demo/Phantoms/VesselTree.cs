using System.Numerics;

namespace Bff.Demo.Phantoms;

/// <summary>Pulmonary vessels that branch from the hila to the pleura, and one small nodule.</summary>
internal static class VesselTree
{
    private const double Step = 0.6;
    private const int Deepest = 10;

    private readonly record struct Ball(float X, float Y, float Z, float Radius);

    private static readonly Lazy<Ball[]> Balls = new(Grow);

    /// <summary>Paints what a slice meets of the vessels, into lung only.</summary>
    public static void Draw(PhantomCanvas canvas, double z)
    {
        var balls = Balls.Value;
        for (var i = FirstAt(balls, (float)z - 8); i < balls.Length && balls[i].Z < z + 8; i++)
        {
            var ball = balls[i];
            var away = Math.Abs(ball.Z - z);
            if (away >= ball.Radius + 0.9) continue;
            var reach = Math.Sqrt(Math.Max(0.3, ball.Radius * ball.Radius - away * away));
            var value = Math.Min(170, -760 + (ball.Radius - 0.2) * 720 * (1 - 0.4 * away));
            canvas.DiscInAir(ball.X, ball.Y, reach, (short)value, -250);
        }
    }

    private static int FirstAt(Ball[] balls, float z)
    {
        int low = 0, high = balls.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (balls[middle].Z < z) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    private static Ball[] Grow()
    {
        var balls = new List<Ball>();
        var random = new Random(4711);
        foreach (var side in (ReadOnlySpan<int>)[-1, 1])
        {
            ReadOnlySpan<Vector3> directions =
                [new(0.5f, -0.5f, -0.9f), new(0.6f, 0.5f, -0.7f), new(1, -0.5f, 0.1f), new(0.9f, 0.4f, 0.1f), new(0.7f, 0.7f, 0.5f),
                    new(0.5f, 0.3f, 0.9f), new(0.6f, -0.4f, 0.8f),
                    new(0.3f, 0.1f, -1), new(0.6f, -0.9f, -0.3f), new(0.4f, 0.9f, -0.2f), new(0.8f, -0.1f, 0.7f)];
            foreach (var direction in directions)
                Branch(balls, random, new(side * 34, 6, 140), Vector3.Normalize(new(side * direction.X, direction.Y, direction.Z)), 4.4f,
                    25, 0);
        }
        balls.Add(new(-84, -18, 92, 4.5f));
        return [.. balls.OrderBy(ball => ball.Z)];
    }

    private static void Branch(List<Ball> balls, Random random, Vector3 at, Vector3 direction, float radius, float length, int depth)
    {
        if (depth == Deepest || radius < 0.3f) return;
        var bend = Jitter(random) * 0.25f;
        for (float done = 0; done < length; done += (float)Step * Math.Max(1, radius))
        {
            at += direction * ((float)Step * Math.Max(1, radius));
            direction = Vector3.Normalize(direction + bend * 0.05f);
            balls.Add(new(at.X, at.Y, at.Z, radius * (1 - 0.2f * done / length)));
        }
        var fork = Vector3.Normalize(Vector3.Cross(direction, Jitter(random)));
        var spread = 0.35f + 0.35f * random.NextSingle();
        Branch(balls, random, at, Vector3.Normalize(direction + fork * spread), radius * (0.74f + 0.1f * random.NextSingle()),
            length * (0.74f + 0.2f * random.NextSingle()), depth + 1);
        Branch(balls, random, at, Vector3.Normalize(direction - fork * (spread + 0.15f)), radius * (0.68f + 0.1f * random.NextSingle()),
            length * (0.68f + 0.2f * random.NextSingle()), depth + 1);
    }

    private static Vector3 Jitter(Random random) =>
        new(random.NextSingle() * 2 - 1, random.NextSingle() * 2 - 1, random.NextSingle() * 2 - 1);
}
