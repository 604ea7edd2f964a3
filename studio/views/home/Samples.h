// What a new project can begin with: the templates of the New project sheet and the sample
// bookshop, as the requests that make them.
//
// Plain data without a server: the studio plays the steps through its client (SampleFill), the
// screenshots through theirs.
//
// Source: studio.md 3.12, 8.4, Appendix D.
#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QList>
#include <QString>

#include <vector>

namespace socle::studio {

/// One request. With `file` it is a multipart change of one file field.
struct SampleStep
{
    QByteArray method;
    QString path;
    QJsonObject body;
    QString fileField;
    QByteArray file; // PNG
};

inline const QString kSampleFile = QStringLiteral("cover.png");

/// The step that makes all of `collectionsJson` (an array) and touches nothing else.
SampleStep collectionsStep(const char *collectionsJson);

/// Collections and about 350 records; the same every time.
std::vector<SampleStep> bookshopSteps();

/// What a new project may begin with, in the order it is offered.
struct ProjectTemplate
{
    QString key; // "blog"; "blank" is the first
    QString title; // translated
    QString icon;
};

QList<ProjectTemplate> projectTemplates();

/// Empty for "blank" and unknown keys. `withRecords`: some sample records too.
std::vector<SampleStep> templateSteps(const QString &key, bool withRecords);

} // namespace socle::studio
