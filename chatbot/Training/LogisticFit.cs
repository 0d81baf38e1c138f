namespace Chatbot.Training;

/// <summary>
/// Logistic regression on two inputs by Newton's method, with slopes held at 0 or above (Platt scaling with one more input).
/// </summary>
internal static class LogisticFit
{
    private const int Steps = 30;

    /// <summary>Penalty on the slopes and, lightly, on the intercept: keeps separable data finite.</summary>
    private static readonly double[] Penalty = [0.1, 0.1, 0.01];

    public static (double First, double Second, double Intercept) Fit(double[] first, double[] second, bool[] target)
    {
        bool[] used = [true, true, true];
        var w = Newton(first, second, target, used);
        // A familiar or a clear question is never less likely to be right: a slope below 0 is noise.
        for (var k = 0; k < 2; k++) used[k] = w[k] >= 0;
        if (!used[0] || !used[1]) w = Newton(first, second, target, used);
        return (Math.Max(w[0], 0), Math.Max(w[1], 0), w[2]);
    }

    private static double[] Newton(double[] first, double[] second, bool[] target, bool[] used)
    {
        var w = new double[3];
        for (var step = 0; step < Steps; step++)
        {
            var gradient = new double[3];
            var hessian = new double[3, 3];
            for (var k = 0; k < 3; k++) (gradient[k], hessian[k, k]) = (Penalty[k] * w[k], Penalty[k]);
            for (var i = 0; i < target.Length; i++)
            {
                double[] x = [used[0] ? first[i] : 0, used[1] ? second[i] : 0, 1];
                var p = 1 / (1 + Math.Exp(-(w[0] * x[0] + w[1] * x[1] + w[2])));
                for (var a = 0; a < 3; a++)
                {
                    gradient[a] += (p - (target[i] ? 1 : 0)) * x[a];
                    for (var b = 0; b < 3; b++) hessian[a, b] += p * (1 - p) * x[a] * x[b];
                }
            }
            var move = Solve(hessian, gradient);
            for (var k = 0; k < 3; k++) w[k] -= Math.Clamp(move[k], -2, 2);
        }
        return w;
    }

    /// <summary>Solves a positive definite 3 x 3 system by elimination.</summary>
    private static double[] Solve(double[,] m, double[] v)
    {
        for (var a = 0; a < 3; a++)
            for (var b = a + 1; b < 3; b++)
            {
                var factor = m[b, a] / m[a, a];
                for (var c = a; c < 3; c++) m[b, c] -= factor * m[a, c];
                v[b] -= factor * v[a];
            }
        var result = new double[3];
        for (var a = 2; a >= 0; a--)
        {
            var sum = v[a];
            for (var c = a + 1; c < 3; c++) sum -= m[a, c] * result[c];
            result[a] = sum / m[a, a];
        }
        return result;
    }
}
