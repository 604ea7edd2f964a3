// The rules of the rate limiter as a table that can be typed into, and a line to try a request on
// them.
//
// Writes "rateLimits.rules" of the draft as a whole. Object names: settings.limits.<row>.label|
// audience|max|span|remove, settings.limits.add, settings.limits.try.method|path|who|result.
//
// Source: studio.md 4.14; admin-api.md A2.3, A5.6.
#pragma once

#include "studio/domain/SettingsDraft.h"

#include <QWidget>

class QVBoxLayout;

namespace socle::studio {

class Segmented;
class Select;
class Text;
class TextField;

class RateLimits : public QWidget
{
    Q_OBJECT

public:
    /// `labels`: offered while a label is typed.
    RateLimits(SettingsDraft &draft, const QStringList &labels, QWidget *parent = nullptr);

    void setLocked(bool locked);

private:
    class Line;
    void display();
    void write();
    void tryOut();

    SettingsDraft &m_draft;
    const QStringList m_labels;
    QWidget *m_table;
    QVBoxLayout *m_list;
    QList<Line *> m_lines;
    Select *m_method;
    TextField *m_path;
    Segmented *m_who;
    Text *m_result;
    bool m_isWriting = false;
};

} // namespace socle::studio
