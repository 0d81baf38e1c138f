using Bff.Film.Identity;

namespace Bff.Tests.Film.Identity;

/// <summary>When two identities are one person's. Wrongly two costs staff a look; wrongly one shows a stranger's film.</summary>
public sealed class PatientIdentityTests
{
    [Theory]
    [InlineData("Zhang^San", "ZHANG^SAN")]
    [InlineData("Zhang^San", "zhang^san^^^")]
    [InlineData("Zhang^San", " Zhang^San ")]
    [InlineData("Zhang^San", "Ｚｈａｎｇ＾Ｓａｎ")]
    [InlineData("Zhang^San", "Zhang San")]
    [InlineData("Zhang^San", "Zhang, San")]
    [InlineData("Zhang^San^^Dr", "Zhang^San^^Prof^MD")]
    [InlineData("Zhang^San=张^三", "张^三")]
    [InlineData("Zhang^San=张^三=", "=张三")]
    [InlineData("Zhang^San=张^三", "ZHANG^SAN")]
    [InlineData("张^三", "张三")]
    [InlineData("张^三", "张 三")]
    [InlineData("买买提·吐尔逊", "买买提^吐尔逊")]
    [InlineData("Müller^Jörg", "Mu\u0308ller^Jo\u0308rg")]
    [InlineData("𠮷^田", "𠮷田")]
    [InlineData("王^璟", "王^璟=")]
    public void One_name_in_many_writings_is_one_person(string one, string other)
    {
        var identity = new PatientIdentity { Name = one, PatientId = "P-1", BirthDate = new DateOnly(1980, 1, 2), Sex = "F" };
        var same = new PatientIdentity { Name = other, PatientId = " p-1 ", BirthDate = new DateOnly(1980, 1, 2), Sex = "f" };
        Assert.Empty(identity.DiffersFrom(same));
        Assert.Empty(same.DiffersFrom(identity));
        Assert.Empty((identity with { PatientId = null }).DiffersFrom(same with { BirthDate = null }));
    }

    [Theory]
    [InlineData("Zhang^San", "Zhang^Si")]
    [InlineData("张^三", "张^四")]
    [InlineData("Zhang^San=张^三", "Zhang^San=章^三")]
    [InlineData("Wang^Li", "Li^Wang")]
    [InlineData("李^明", "李^明明")]
    [InlineData("𠮷^田", "吉^田")]
    public void Two_names_are_two_persons_whatever_else_is_the_same(string one, string other)
    {
        var identity = new PatientIdentity { Name = one, PatientId = "P-1", BirthDate = new DateOnly(1980, 1, 2), Sex = "F" };
        Assert.Equal([IdentityPart.Name], identity.DiffersFrom(identity with { Name = other }));
        Assert.Equal([IdentityPart.Name], (identity with { Name = other, PatientId = null }).DiffersFrom(identity));
        Assert.NotEqual(identity.Key, (identity with { Name = other }).Key);
    }

    [Fact]
    public void Each_part_that_differs_is_named()
    {
        var one = new PatientIdentity { PatientId = "1", Issuer = "A", Name = "张^三", BirthDate = new DateOnly(1980, 1, 2), Sex = "M" };
        Assert.Equal([IdentityPart.PatientId], one.DiffersFrom(one with { PatientId = "2" }));
        Assert.Equal([IdentityPart.Issuer], one.DiffersFrom(one with { Issuer = "B" }));
        Assert.Equal([IdentityPart.BirthDate], one.DiffersFrom(one with { BirthDate = new DateOnly(1980, 2, 1) }));
        Assert.Equal([IdentityPart.Sex], one.DiffersFrom(one with { Sex = "F" }));
        Assert.Equal([IdentityPart.PatientId, IdentityPart.Name], one.DiffersFrom(one with { PatientId = "2", Name = "李^四" }));
        Assert.Empty(one.DiffersFrom(one with { Issuer = null, Sex = "U", BirthDate = null }));
    }

    [Fact]
    public void What_names_nobody_joins_and_what_shares_nothing_is_not_taken_on_trust()
    {
        var number = new PatientIdentity { PatientId = "1" };
        var name = new PatientIdentity { Name = "张^三" };
        var latin = new PatientIdentity { Name = "Zhang^San" };
        Assert.Empty(number.DiffersFrom(new PatientIdentity()));
        Assert.Empty(new PatientIdentity { BirthDate = new DateOnly(1980, 1, 2) }.DiffersFrom(name));
        Assert.Equal([IdentityPart.Unproven], number.DiffersFrom(name));
        // The same sounds are the names of many.
        Assert.Equal([IdentityPart.Unproven], latin.DiffersFrom(name));
        Assert.Empty((latin with { PatientId = "1" }).DiffersFrom(name with { PatientId = "1" }));
        Assert.Equal([IdentityPart.Unproven], new PatientIdentity { Name = "朱^\uFFFD基" }.DiffersFrom(name));
    }

    [Fact]
    public void It_never_matters_which_comes_first_and_a_filled_study_takes_no_more_than_before()
    {
        var random = new Random(17);
        string?[] numbers = [null, "1", "2"], issuers = [null, "A", "B"], names = [null, "张^三", "Li^Si=李^四", "Li^Si", "ZHANG^SAN", "=", "\uFFFD"], sexes = [null, "M", "F", "U"];
        DateOnly?[] days = [null, new DateOnly(1980, 1, 2), new DateOnly(1990, 1, 2)];
        for (var i = 0; i < 20_000; i++)
        {
            PatientIdentity a = Draw(), b = Draw(), c = Draw();
            Assert.Equal(a.DiffersFrom(b), b.DiffersFrom(a));
            Assert.Empty(a.DiffersFrom(a));
            if (a.DiffersFrom(b).Count > 0) continue;
            var filled = a.FilledFrom(b);
            if (filled.DiffersFrom(c).Count == 0) Assert.DoesNotContain(a.DiffersFrom(c), part => part != IdentityPart.Unproven);
        }

        PatientIdentity Draw() => new()
        {
            PatientId = Pick(numbers),
            Issuer = Pick(issuers),
            Name = Pick(names),
            BirthDate = Pick(days),
            Sex = Pick(sexes),
        };

        T Pick<T>(T[] from) => from[random.Next(from.Length)];
    }
}
